// Puts the CORS of Sails under the suite. From 1.0 on its settings have other names, and
// stand below those of security.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sails from 'sails';
import { application, freePort, isAny, main, releaseOf, Unsupported } from '../../nodeadapter/adapter.mjs';

console.log = console.error; // it prints an empty line where the protocol is spoken

const settings = (policy) => {
  const list = (names) => (names ?? []).join(', ');
  if (fs.existsSync(new URL('node_modules/sails/lib/hooks/security', import.meta.url))) {
    return { security: { cors: {
      allRoutes: true, allowOrigins: isAny(policy.origins) ? '*' : policy.origins, allowCredentials: policy.credentials ?? false,
      allowRequestMethods: list(policy.methods), allowRequestHeaders: list(policy.headers), allowResponseHeaders: list(policy.expose),
    } } };
  }
  return { cors: {
    allRoutes: true, origin: list(policy.origins), credentials: policy.credentials ?? false,
    methods: list(policy.methods), headers: list(policy.headers), exposeHeaders: list(policy.expose),
  } };
};

await main({ name: 'sails', release: releaseOf('sails', import.meta.url) }, async (policy) => {
  if (policy.origins.some((o) => o.includes('*') && o !== '*')) throw new Unsupported('subdomains');
  const appPath = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-sails-'));
  const app = new sails.constructor();
  const port = await freePort();
  await new Promise((resolve, reject) => app.lift({
    appPath, port, explicitHost: '127.0.0.1', log: { level: 'silent' }, globals: false, hooks: { grunt: false, session: false },
    routes: { '/*': (req, res) => application(req, res) }, ...settings(policy),
  }, (e) => (e ? reject(e) : resolve())));
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => { await new Promise((resolve) => app.lower(resolve)); fs.rmSync(appPath, { recursive: true }); },
  };
});
