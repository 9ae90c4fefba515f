// Puts @fastify/cors under the suite with "*" in a list.
import cors from '@fastify/cors';
import fastify from 'fastify';
import { bodyOf, headersOf, main, releaseOf, statusOf } from '../../nodeadapter/adapter.mjs';

await main({ name: '@fastify/cors', release: releaseOf('@fastify/cors', import.meta.url) }, async (policy) => {
  const app = fastify({ exposeHeadRoutes: false });
  await app.register(cors, { origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials });
  app.all('/', async (request, reply) => reply.status(statusOf('/')).headers(headersOf('/')).send(bodyOf(request.method, '/')));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: url + '/', close: () => app.close() };
});
