// Puts hapi under the suite: CORS is on for the connection and off for the route.
import os from 'node:os';
os.tmpDir = os.tmpdir; // which old versions call, and Node no longer has
const { default: hapi } = await import('hapi');
const { bodyOf, main, releaseOf, Unsupported } = await import('../../nodeadapter/adapter.mjs');

await main({ name: 'hapi', release: releaseOf('hapi', import.meta.url) }, async (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only a route without CORS is asked about here');
  const server = new hapi.Server();
  server.connection({ host: '127.0.0.1', port: 0, routes: { cors: true } });
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
    server.route({ method, path: '/', config: { cors: false }, handler: (request, reply) => reply(bodyOf(method, '/')) });
  }
  await new Promise((resolve, reject) => server.start((e) => (e ? reject(e) : resolve())));
  return { url: `${server.info.uri}/`, close: () => new Promise((resolve) => server.stop({ timeout: 100 }, resolve)) };
});
