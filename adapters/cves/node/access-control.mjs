// Puts access-control under the suite as it is when nothing is said.
import access from 'access-control';
import { application, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'access-control', release: releaseOf('access-control', import.meta.url) }, (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const cors = access();
  return (req, res) => { if (!cors(req, res)) application(req, res); };
});
