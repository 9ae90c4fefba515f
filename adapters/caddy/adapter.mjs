// Puts Caddy under the suite, with the configuration that people copy: a matcher on
// Origin, header directives, and an answer to preflights. What is found is found in that.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expressions, freePort, isAny, listening, main, Unsupported } from '../nodeadapter/adapter.mjs';

const version = execFileSync('caddy', ['version'], { encoding: 'utf8' }).trim().split(' ')[0];

const quoted = (s) => s.replace(/[.?+^$()[\]{}|\\]/g, '\\$&');

function config(policy, port, folder) {
  const expression = expressions(policy.origins).map((o) => (o instanceof RegExp ? o.source.replaceAll('\\/', '/') : `^${quoted(o)}$`)).join('|');
  const everybody = isAny(policy.origins);
  const set = (name, value) => (value === undefined ? '' : `      header @let ${name} "${value}"\n`);
  return `{
  admin off
  auto_https off
  storage file_system ${folder}
}
http://127.0.0.1:${port} {
  ${everybody ? '@let header Origin *' : `@let header_regexp Origin \`${expression}\``}
  @preflight {
    method OPTIONS
    header Origin *
    header Access-Control-Request-Method *
  }
  route {
    header /vary +Vary Accept-Encoding
    ${everybody ? '' : 'header +Vary Origin'}
    header @let Access-Control-Allow-Origin ${everybody ? '"*"' : '"{http.request.header.Origin}"'}
${set('Access-Control-Allow-Credentials', policy.credentials ? 'true' : undefined)}${set('Access-Control-Expose-Headers', policy.expose?.join(', '))}
    handle @preflight {
${set('Access-Control-Allow-Methods', policy.methods?.join(', '))}${set('Access-Control-Allow-Headers', policy.headers?.join(', '))}${set('Access-Control-Max-Age', policy['max-age'])}
      respond 204
    }
    header {
      Content-Type text/plain
      X-Total 1
      X-Secret 1
    }
    header /error Cache-Control "public, max-age=60"
    respond /error "app {method}" 500
    respond /missing "app {method}" 404
    respond "app {method}" 200
  }
}
`;
}

await main({ name: 'caddy', release: version }, async (policy) => {
  if (policy.origins.length === 0) throw new Unsupported('no-origins', 'who lets nobody in writes nothing');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-caddy-'));
  const port = await freePort();
  const file = path.join(folder, 'Caddyfile');
  fs.writeFileSync(file, config(policy, port, folder));
  const caddy = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: ['ignore', 2, 'ignore'], env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder } });
  await listening(port);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => { caddy.kill(); fs.rmSync(folder, { recursive: true, force: true }); },
  };
});
