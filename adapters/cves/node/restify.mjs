// Puts a CORS middleware for restify under the suite: the package that package.json
// names beside restify.
import fs from 'node:fs';
import restify from 'restify';
import { application, defined, main, releaseOf } from '../../nodeadapter/adapter.mjs';

const { dependencies } = JSON.parse(fs.readFileSync(new URL('package.json', import.meta.url)));
const name = Object.keys(dependencies).find((n) => n !== 'restify');
const { default: create } = await import(name);

await main({ name, release: releaseOf(name, import.meta.url) }, async (policy) => {
  const cors = create(defined({
    origins: policy.origins, credentials: policy.credentials ?? false, allowHeaders: policy.headers, exposeHeaders: policy.expose, preflightMaxAge: policy['max-age'],
  }));
  const server = restify.createServer();
  server.pre(cors.preflight);
  server.use(cors.actual);
  for (const method of ['get', 'head', 'post', 'put', 'patch', 'del', 'opts']) {
    server[method]('/*', (req, res, next) => { application(req, res); next(false); });
  }
  await new Promise((resolve, reject) => { server.on('error', reject); server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.close(); server.server.closeAllConnections(); } };
});
