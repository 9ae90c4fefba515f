// Puts Parcel's development server under the suite: its plugin, which is told of a build
// that is done, without a bundler. The server is to grant nothing, as with --no-cors, an
// option that earlier versions do not know.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import reporter from '@parcel/reporter-dev-server';
import { freePort, listening, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

const { report } = reporter.default[Symbol.for('parcel-plugin-config')];
const logger = Object.fromEntries(['verbose', 'info', 'warn', 'error'].map((level) => [level, () => {}]));
const disk = { ...fs.promises, createReadStream: fs.createReadStream, findAncestorFile: () => null }; // no .proxyrc

await main({ name: '@parcel/reporter-dev-server', release: releaseOf('@parcel/reporter-dev-server', import.meta.url) }, async (policy) => {
  if (policy.origins.length > 0) throw new Unsupported('exact-origins', 'only a server that grants nothing is asked about here');
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-parcel-'));
  fs.writeFileSync(path.join(root, 'main.js'), 'export const secret = 1;\n');
  const bundle = { name: 'main.js', filePath: path.join(root, 'main.js'), env: { isBrowser: () => true, isNode: () => false } };
  const bundleGraph = { getBundles: () => [bundle], getEntryBundles: () => [bundle] };
  const port = await freePort();
  const options = {
    projectRoot: root, cacheDir: root, inputFS: disk, outputFS: disk, hmrOptions: null, instanceId: root,
    serveOptions: { port, host: '127.0.0.1', distDir: root, https: false, cors: false },
  };
  for (const event of [{ type: 'watchStart' }, { type: 'buildSuccess', bundleGraph, requestBundle: async () => {} }]) {
    await report({ event, options, logger });
  }
  await listening(port);
  return {
    url: `http://127.0.0.1:${port}/main.js`,
    close: async () => { await report({ event: { type: 'watchEnd' }, options, logger }); fs.rmSync(root, { recursive: true }); },
  };
});
