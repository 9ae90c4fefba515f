// Puts hono/cors under the suite.
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { bodyOf, defined, headersOf, isAny, main, releaseOf, statusOf, Unsupported } from '../nodeadapter/adapter.mjs';

await main({ name: 'hono', release: releaseOf('hono', import.meta.url) }, async (policy) => {
  if (isAny(policy.methods)) throw new Unsupported('any-method', 'allowMethods takes names only');
  if (!isAny(policy.origins) && policy.origins.some((o) => o.includes('*'))) throw new Unsupported('subdomains', 'origin is text, a list or a function of ours');
  const app = new Hono();
  app.use('/vary', async (c, next) => {
    c.header('Vary', 'Accept-Encoding', { append: true });
    await next();
  });
  app.use('*', cors(defined({
    origin: isAny(policy.origins) ? '*' : policy.origins,
    allowMethods: policy.methods,
    allowHeaders: isAny(policy.headers) ? undefined : policy.headers, // left out, it repeats what is asked for
    credentials: policy.credentials,
    exposeHeaders: policy.expose,
    maxAge: policy['max-age'],
  })));
  app.all('*', (c) => c.body(c.req.method === 'HEAD' ? null : bodyOf(c.req.method, c.req.path), statusOf(c.req.path), headersOf(c.req.path)));
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.close(); server.closeAllConnections(); } };
});
