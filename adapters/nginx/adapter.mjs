// Puts nginx under the suite, with the configuration that people copy: a map of origins,
// add_header … always, and an answer to preflights. What is found is found in that.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expressions, freePort, isAny, listening, main, Unsupported } from '../nodeadapter/adapter.mjs';

const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr;

function config(policy, port, folder) {
  const origins = isAny(policy.origins)
    ? '    default "*";'
    : ['    default "";', ...expressions(policy.origins).map((o) => (o instanceof RegExp ? `    "~${o.source.replaceAll('\\/', '/')}" $http_origin;` : `    "${o}" $http_origin;`))].join('\n');
  const headers = [
    '    add_header Access-Control-Allow-Origin $cors_origin always;',
    isAny(policy.origins) ? '' : '    add_header Vary Origin always;',
    policy.credentials ? '    add_header Access-Control-Allow-Credentials $cors_credentials always;' : '',
    policy.expose ? `    add_header Access-Control-Expose-Headers "${policy.expose.join(', ')}" always;` : '',
  ].join('\n');
  const application = '    add_header X-Total 1 always;\n    add_header X-Secret 1 always;\n    default_type text/plain;';
  const place = (where, answer, more = '') => `  location ${where} {
    if ($cors_preflight) { return 418; }
${headers}
${application}
${more}
    return ${answer} "app $request_method";
  }`;
  return `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  map $http_origin $cors_origin {
${origins}
  }
  map $cors_origin $cors_credentials { default true; "" ""; }
  map $uri $vary_before { default ""; /vary Accept-Encoding; }
  map "$request_method:$http_access_control_request_method" $cors_preflight { default 0; "~^OPTIONS:." 1; }
  server {
    listen 127.0.0.1:${port};
    error_page 418 = @preflight;
    location @preflight {
${headers}
    add_header Vary $vary_before always;
    add_header Access-Control-Allow-Methods "${policy.methods?.join(', ') ?? ''}" always;
    add_header Access-Control-Allow-Headers "${policy.headers?.join(', ') ?? ''}" always;
    ${policy['max-age'] === undefined ? '' : `add_header Access-Control-Max-Age ${policy['max-age']} always;`}
    return 204;
    }
${place('/', 200)}
${place('= /error', 500, '    add_header Cache-Control "public, max-age=60" always;')}
${place('= /missing', 404)}
${place('= /vary', 200, '    add_header Vary $vary_before always;')}
  }
}
`;
}

await main({ name: 'nginx', release: version.trim().split('/').pop() }, async (policy) => {
  if (policy.origins.length === 0) throw new Unsupported('no-origins', 'who lets nobody in writes nothing');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corslab-nginx-'));
  const port = await freePort();
  const file = path.join(folder, 'nginx.conf');
  fs.writeFileSync(file, config(policy, port, folder));
  const nginx = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 2, 2] });
  await listening(port);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => { nginx.kill(); fs.rmSync(folder, { recursive: true, force: true }); },
  };
});
