// Puts the CORS of h3 under the suite.
import { createApp, eventHandler, handleCors, toNodeListener } from 'h3';
import { application, defined, isAny, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'h3', release: releaseOf('h3', import.meta.url) }, (policy) => {
  if (!isAny(policy.origins) && policy.origins.some((o) => o.includes('*'))) throw new Unsupported('subdomains');
  const app = createApp();
  app.use(eventHandler((event) => {
    if (handleCors(event, defined({ origin: isAny(policy.origins) ? '*' : policy.origins, methods: policy.methods, allowHeaders: policy.headers, credentials: policy.credentials }))) return;
    application(event.node.req, event.node.res);
  }));
  return toNodeListener(app);
});
