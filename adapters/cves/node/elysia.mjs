// Puts @elysiajs/cors under the suite with hosts, as its documentation does.
import { cors } from '@elysiajs/cors';
import { Elysia } from 'elysia';
import { bodyOf, fromFetch, headersOf, main, releaseOf, statusOf } from '../../nodeadapter/adapter.mjs';

await main({ name: '@elysiajs/cors', release: releaseOf('@elysiajs/cors', import.meta.url) }, (policy) => {
  const hosts = policy.origins.map((origin) => new URL(origin).host);
  const app = new Elysia()
    .use(cors({ origin: hosts.length === 1 ? hosts[0] : hosts, methods: policy.methods, allowedHeaders: policy.headers, credentials: policy.credentials }))
    .all('/*', ({ request }) => {
      const { pathname } = new URL(request.url);
      return new Response(bodyOf(request.method, pathname), { status: statusOf(pathname), headers: headersOf(pathname) });
    });
  return fromFetch((request) => app.handle(request));
});
