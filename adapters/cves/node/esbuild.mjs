// Puts esbuild's development server under the suite as it is when nothing is said.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import esbuild from 'esbuild';
import { main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

await main({ name: 'esbuild', release: releaseOf('esbuild', import.meta.url) }, async (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only the defaults are asked about here');
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-esbuild-'));
  fs.writeFileSync(path.join(root, 'main.js'), 'export const secret = 1;\n');
  const context = await esbuild.context({});
  const { port } = await context.serve({ servedir: root, host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${port}/main.js`, close: async () => { await context.dispose(); fs.rmSync(root, { recursive: true }); } };
});
