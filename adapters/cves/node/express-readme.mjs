// Puts expressjs cors under the suite with the expression of its documentation:
// /example\.com$/.
import cors from 'cors';
import express from 'express';
import { application, main, releaseOf } from '../../nodeadapter/adapter.mjs';

await main({ name: 'cors (express)', release: releaseOf('cors', import.meta.url) }, (policy) => {
  const app = express();
  const host = new URL(policy.origins[0]).hostname;
  app.use(cors({ origin: new RegExp(`${host.replaceAll('.', '\\.')}$`), methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials }));
  app.use(application);
  return app;
});
