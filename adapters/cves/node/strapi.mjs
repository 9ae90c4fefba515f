// Puts the middleware strapi::cors under the suite: the file of @strapi/core, before an
// application of Koa, without the rest of Strapi.
import Koa from 'koa';
import strapi from './node_modules/@strapi/core/dist/middlewares/cors.js';
import { bodyOf, defined, headersOf, isAny, main, releaseOf, statusOf } from '../../nodeadapter/adapter.mjs';

await main({ name: '@strapi/core', release: releaseOf('@strapi/core', import.meta.url) }, (policy) => {
  const app = new Koa();
  app.silent = true;
  // Who names nobody gets its defaults; several origins are one text too.
  app.use(strapi.cors(policy.origins.length === 0 ? {} : defined({
    origin: isAny(policy.origins) ? '*' : policy.origins.join(','), methods: policy.methods, headers: policy.headers,
    credentials: policy.credentials ?? false, expose: policy.expose, maxAge: policy['max-age'],
  })));
  app.use((ctx) => {
    ctx.status = statusOf(ctx.path);
    ctx.set(headersOf(ctx.path));
    ctx.body = bodyOf(ctx.method, ctx.path);
  });
  return app.callback();
});
