// Puts expressjs cors under the suite.
import cors from 'cors';
import express from 'express';
import { application, defined, expressions, isAny, main, releaseOf, Unsupported } from '../nodeadapter/adapter.mjs';

await main({ name: 'cors (express)', release: releaseOf('cors', import.meta.url) }, (policy) => {
  if (isAny(policy.methods)) throw new Unsupported('any-method', 'methods takes names only');
  const app = express();
  app.use(cors(defined({
    origin: policy.origins.length === 0 ? false : isAny(policy.origins) ? '*' : expressions(policy.origins),
    methods: policy.methods,
    allowedHeaders: isAny(policy.headers) ? undefined : policy.headers, // left out, it repeats what is asked for
    credentials: policy.credentials,
    exposedHeaders: policy.expose,
    maxAge: policy['max-age'],
  })));
  app.use(application);
  return app;
});
