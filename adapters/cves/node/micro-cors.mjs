// Puts micro-cors under the suite as it is when nothing is said.
import microCors from 'micro-cors';
import { application, isAny, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'micro-cors', release: releaseOf('micro-cors', import.meta.url) }, (policy) => {
  if (!isAny(policy.origins)) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  return microCors()((req, res) => (req.method === 'OPTIONS' ? res.end() : application(req, res)));
});
