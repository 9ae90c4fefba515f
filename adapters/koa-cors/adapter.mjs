// Puts @koa/cors under the suite.
import cors from '@koa/cors';
import Koa from 'koa';
import { bodyOf, defined, headersOf, isAny, main, releaseOf, statusOf, Unsupported } from '../nodeadapter/adapter.mjs';

await main({ name: '@koa/cors', release: releaseOf('@koa/cors', import.meta.url) }, (policy) => {
  if (isAny(policy.methods)) throw new Unsupported('any-method', 'allowMethods takes names only');
  if (!isAny(policy.origins) && policy.origins.some((o) => o.includes('*'))) throw new Unsupported('subdomains', 'origin is text or a function of ours');
  const app = new Koa();
  app.silent = true;
  app.use(cors(defined({
    origin: isAny(policy.origins) ? undefined : (ctx) => (policy.origins.includes(ctx.get('Origin')) ? ctx.get('Origin') : ''),
    allowMethods: policy.methods,
    allowHeaders: isAny(policy.headers) ? undefined : policy.headers, // left out, it repeats what is asked for
    credentials: policy.credentials,
    exposeHeaders: policy.expose,
    maxAge: policy['max-age'],
    keepHeadersOnError: true,
  })));
  app.use((ctx) => {
    const status = statusOf(ctx.path);
    if (status >= 400) ctx.throw(status, 'app', { headers: headersOf(ctx.path) });
    ctx.set(headersOf(ctx.path));
    ctx.body = bodyOf(ctx.method, ctx.path);
  });
  return app.callback();
});
