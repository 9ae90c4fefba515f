// Puts @fastify/cors under the suite with settings that depend on the request.
import cors from '@fastify/cors';
import fastify from 'fastify';
import { bodyOf, headersOf, main, releaseOf, statusOf } from '../../nodeadapter/adapter.mjs';

await main({ name: '@fastify/cors', release: releaseOf('@fastify/cors', import.meta.url) }, async (policy) => {
  const app = fastify({ exposeHeadRoutes: false });
  await app.register(cors, () => (request, done) => done(null, {
    origin: policy.origins.includes(request.headers.origin) ? request.headers.origin : false,
    methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials,
  }));
  for (const path of ['/', '/error', '/missing', '/vary']) {
    app.all(path, async (request, reply) => reply.status(statusOf(path)).headers(headersOf(path)).send(bodyOf(request.method, path)));
  }
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: url + '/', close: () => app.close() };
});
