// Puts socket.io under the suite as it is when nothing is said about origins.
import http from 'node:http';
import socketio from 'socket.io';
import { main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'socket.io', release: releaseOf('socket.io', import.meta.url) }, async (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const server = http.createServer();
  socketio(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/socket.io/?EIO=3&transport=polling`, close: () => { server.close(); server.closeAllConnections(); } };
});
