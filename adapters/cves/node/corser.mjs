// Puts corser under the suite.
import corser from 'corser';
import { application, defined, isAny, listen, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'corser', release: releaseOf('corser', import.meta.url) }, (policy) => {
  if (!isAny(policy.origins) && policy.origins.some((o) => o.includes('*'))) throw new Unsupported('subdomains');
  const cors = corser.create(defined({
    origins: isAny(policy.origins) ? undefined : policy.origins, methods: policy.methods, requestHeaders: policy.headers,
    supportsCredentials: policy.credentials, endPreflightRequests: true,
  }));
  return listen((req, res) => cors(req, res, () => application(req, res)));
});
