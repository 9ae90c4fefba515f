// Puts @fastify/cors under the suite.
import cors from '@fastify/cors';
import fastify from 'fastify';
import { bodyOf, defined, expressions, headersOf, isAny, main, releaseOf, statusOf, Unsupported } from '../nodeadapter/adapter.mjs';

await main({ name: '@fastify/cors', release: releaseOf('@fastify/cors', import.meta.url) }, async (policy) => {
  if (isAny(policy.methods)) throw new Unsupported('any-method', 'methods takes names only');
  const app = fastify({ exposeHeadRoutes: false });
  app.addHook('onRequest', async (request, reply) => {
    if (request.url === '/vary') reply.header('Vary', 'Accept-Encoding');
  });
  await app.register(cors, defined({
    origin: policy.origins.length === 0 ? false : isAny(policy.origins) ? '*' : expressions(policy.origins),
    methods: policy.methods,
    allowedHeaders: isAny(policy.headers) ? undefined : policy.headers, // left out, it repeats what is asked for
    credentials: policy.credentials,
    exposedHeaders: policy.expose,
    maxAge: policy['max-age'],
  }));
  app.addContentTypeParser('*', (request, payload, done) => done(null));
  for (const path of ['/', '/error', '/missing', '/vary']) {
    app.all(path, async (request, reply) => reply.status(statusOf(path)).headers(headersOf(path)).send(bodyOf(request.method, path)));
  }
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: url + '/', close: () => app.close() };
});
