// Puts the CORS of Directus under the suite as it is when nothing is said: its middleware,
// and the settings that it has without an environment, before an application of Express,
// without the rest of Directus.
import express from 'express';
import { application, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

process.env = {}; // Directus is set up by it
const { default: directus } = await import('./node_modules/directus/dist/middleware/cors.js');

await main({ name: 'directus', release: releaseOf('directus', import.meta.url) }, (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const app = express();
  app.use(directus.default);
  app.use(application);
  return app;
});
