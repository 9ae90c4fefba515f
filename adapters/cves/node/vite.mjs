// Puts Vite's development server under the suite as it is when nothing is said.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createServer } from 'vite';
import { main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'vite', release: releaseOf('vite', import.meta.url) }, async (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-vite-'));
  fs.writeFileSync(path.join(root, 'main.js'), 'export const secret = 1;\n');
  const server = await createServer({ root, logLevel: 'silent', configFile: false, server: { port: 0, host: '127.0.0.1' } });
  await server.listen();
  return {
    url: `http://127.0.0.1:${server.httpServer.address().port}/main.js`,
    close: async () => { await server.close(); fs.rmSync(root, { recursive: true }); },
  };
});
