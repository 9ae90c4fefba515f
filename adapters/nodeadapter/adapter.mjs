// Speaks the adapter protocol of corslab for middleware that runs in Node. It needs
// nothing but Node itself.
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import readline from 'node:readline';

// Unsupported is thrown by a factory that has no words for a policy.
export class Unsupported extends Error {
  constructor(feature, why = '') {
    super(why);
    this.feature = feature;
  }
}

// Broken is thrown where it is not for the policy that there is no server.
export class Broken extends Error {}

export const isAny = (list) => list?.length === 1 && list[0] === '*';

// defined leaves out the settings that the policy says nothing about.
export const defined = (settings) => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

// application is what the middleware stands before: (req, res) of node:http.
export function application(req, res) {
  const path = new URL(req.url, 'http://x').pathname;
  res.statusCode = statusOf(path);
  for (const [name, value] of Object.entries(headersOf(path))) res.setHeader(name, value);
  res.end(bodyOf(req.method, path));
}

const appHeaders = { 'Content-Type': 'text/plain', 'X-Total': '1', 'X-Secret': '1' };
export const headersOf = (path) => (path === '/error' ? { ...appHeaders, 'Cache-Control': 'public, max-age=60' } : appHeaders);
export const statusOf = (path) => ({ '/error': 500, '/missing': 404 })[path] ?? 200;
export const bodyOf = (method, path) => `app ${method} ${path}`;

// before stands before the middleware, as one that compresses would.
export const before = (next) => (req, res) => {
  if (req.url.split('?')[0] === '/vary') res.setHeader('Vary', 'Accept-Encoding');
  return next(req, res);
};

// expressions turns the entries of origins that are patterns into regular expressions,
// for middleware whose words for patterns those are.
export const expressions = (origins) => origins.map((origin) => {
  if (!origin.includes('*') || origin === '*') return origin;
  const escaped = origin.replace(/[.?+^$()[\]{}|\\/]/g, '\\$&');
  return new RegExp(`^${escaped.replace('*\\.', '[a-z0-9-]+\\.').replace(':*', '(:[0-9]+)?')}$`);
});

// releaseOf reads the version of an installed package.
export const releaseOf = (name, from) => JSON.parse(fs.readFileSync(new URL(`node_modules/${name}/package.json`, from))).version;

// fromFetch turns a function from Request to Response into a handler (req, res).
export const fromFetch = (answer) => async (req, res) => {
  const headers = new Headers();
  for (let i = 0; i < req.rawHeaders.length; i += 2) headers.append(req.rawHeaders[i], req.rawHeaders[i + 1]);
  const response = await answer(new Request(`http://${req.headers.host}${req.url}`, { method: req.method, headers }));
  res.statusCode = response.status;
  response.headers.forEach((value, name) => res.setHeader(name, value));
  res.end(req.method === 'HEAD' ? undefined : Buffer.from(await response.arrayBuffer()));
};

const known = ['origins', 'methods', 'headers', 'credentials', 'expose', 'max-age'];

// listen returns a server for a handler (req, res) on a free port.
export const listen = (handler) => new Promise((resolve, reject) => {
  const server = http.createServer(handler);
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => resolve({
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => { server.close(); server.closeAllConnections(); },
  }));
});

// main speaks the protocol until standard input ends. factory(policy) returns a handler
// (req, res) of node:http, or {url, close} of a server that listens, or a promise of one.
export async function main({ name, release, features }, factory) {
  const servers = new Map();
  const reply = async (command) => {
    const [what] = Object.keys(command).filter((key) => key !== 'id');
    switch (what) {
      case 'start':
        return { started: { version: 1, name, release, features } };
      case 'configure': {
        const { policy } = command.configure;
        const unknown = Object.keys(policy).find((key) => !known.includes(key));
        if (unknown) return { unsupported: unknown };
        try {
          const made = await factory(policy);
          const server = typeof made === 'function' ? await listen(before(made)) : made;
          servers.set(server.url, server);
          return { listening: server.url };
        } catch (e) {
          if (e instanceof Broken) return { error: e.message };
          return { unsupported: e.feature ?? 'policy', why: e.message };
        }
      }
      case 'stop': {
        const server = servers.get(command.stop.listening);
        if (!server) return { error: 'nothing listens there' };
        servers.delete(command.stop.listening);
        await server.close();
        return { stopped: true };
      }
    }
    return { unsupported: what };
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    process.stdout.write(JSON.stringify({ id: command.id, ...(await reply(command)) }) + '\n');
  }
  process.exit(0);
}

// unhandled errors of an application under test end no server of ours
process.on('uncaughtException', (e) => console.error(e));
process.on('unhandledRejection', (e) => console.error(e));

// freePort returns a port that nobody listens at now.
export const freePort = () => new Promise((resolve, reject) => {
  const probe = net.createServer();
  probe.on('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

// listening waits until somebody listens at a port.
export async function listening(port) {
  for (let i = 0; i < 200; i++) {
    const isOpen = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Broken(`nothing listens at port ${port}`);
}
