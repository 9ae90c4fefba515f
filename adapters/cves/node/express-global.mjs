// Puts expressjs cors under the suite with a regular expression that remembers where it
// was (/g).
import cors from 'cors';
import express from 'express';
import { application, expressions, main, releaseOf } from '../../nodeadapter/adapter.mjs';

await main({ name: 'cors (express)', release: releaseOf('cors', import.meta.url) }, (policy) => {
  const app = express();
  app.use(cors({ origin: new RegExp(expressions(policy.origins)[0].source, 'g'), methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials }));
  app.use(application);
  return app;
});
