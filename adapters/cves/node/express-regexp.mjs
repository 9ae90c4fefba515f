// Puts expressjs cors under the suite with one regular expression of an anchored kind.
import cors from 'cors';
import express from 'express';
import { application, defined, expressions, main, releaseOf } from '../../nodeadapter/adapter.mjs';

await main({ name: 'cors (express)', release: releaseOf('cors', import.meta.url) }, (policy) => {
  const app = express();
  app.use(cors(defined({ origin: expressions(policy.origins)[0], methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials })));
  app.use(application);
  return app;
});
