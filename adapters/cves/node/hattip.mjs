// Puts @hattip/cors under the suite.
import { cors } from '@hattip/cors';
import { bodyOf, fromFetch, headersOf, isAny, main, releaseOf, statusOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: '@hattip/cors', release: releaseOf('@hattip/cors', import.meta.url) }, (policy) => {
  if (!isAny(policy.origins)) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const middleware = cors({ credentials: policy.credentials });
  return fromFetch((request) => {
    const url = new URL(request.url);
    const next = async () => new Response(bodyOf(request.method, url.pathname), { status: statusOf(url.pathname), headers: headersOf(url.pathname) });
    return middleware({ request, url, method: request.method, next });
  });
});
