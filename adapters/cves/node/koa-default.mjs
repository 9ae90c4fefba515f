// Puts a CORS middleware for Koa under the suite with its defaults: the package that
// package.json names beside koa.
import fs from 'node:fs';
import Koa from 'koa';
import { bodyOf, headersOf, isAny, main, releaseOf, statusOf, Unsupported } from '../../nodeadapter/adapter.mjs';

const { dependencies } = JSON.parse(fs.readFileSync(new URL('package.json', import.meta.url)));
const name = Object.keys(dependencies).find((n) => n !== 'koa');
const { default: cors } = await import(name);

await main({ name, release: releaseOf(name, import.meta.url) }, (policy) => {
  if (!isAny(policy.origins)) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const app = new Koa();
  app.silent = true;
  app.use(cors({ credentials: policy.credentials }));
  app.use((ctx) => {
    ctx.status = statusOf(ctx.path);
    ctx.set(headersOf(ctx.path));
    ctx.body = bodyOf(ctx.method, ctx.path);
  });
  return app.callback();
});
