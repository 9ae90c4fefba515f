// Puts json-server under the suite as it is when nothing is said.
import jsonServer from 'json-server';
import { application, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'json-server', release: releaseOf('json-server', import.meta.url) }, (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const app = jsonServer.create();
  app.use(jsonServer.defaults({ logger: false, static: '.' }));
  app.use(application);
  return app;
});
