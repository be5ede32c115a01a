// A server for one test: it reads the tenant from the first line of its input, answers at `<endpoint>/oidc`, and then
// obeys a command a line. It ends with its input.

import { createServer, IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

import { Accounts } from './accounts.mjs';
import { build } from './engine.mjs';
import { Faults } from './faults.mjs';
import { Keys } from './keys.mjs';
import { SIGN_IN, signIn } from './pages.mjs';
import { Storage } from './storage.mjs';

// The engine's advice to whoever puts it into production.
console.info = () => {};
console.warn = () => {};
const engine = await import('oidc-provider');

/** How far this server's clock is ahead. */
let ahead = 0;
const realNow = Date.now;
Date.now = () => realNow() + ahead;

class Server {
  requests = [];
  faults = new Faults();
  keys = new Keys();
  storage = new Storage();

  constructor(settings) {
    this.settings = settings;
    this.accounts = new Accounts(settings.users);
  }

  async listen(port) {
    this.http = createServer((req, res) => {
      this.answer(req, res).catch((error) => {
        process.stderr.write(`${error.stack}\n`);
        res.destroy();
      });
    });
    await new Promise((resolve, reject) => {
      this.http.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.port = this.http.address().port;
    this.endpoint = `http://localhost:${this.port}`;
    this.renew();
  }

  /** The engine knows its keys from its configuration only. */
  renew() {
    this.provider = build({ Provider: engine.default, errors: engine.errors }, this, `${this.endpoint}/oidc`);
    this.callback = this.provider.callback();
  }

  app(id) {
    return this.settings.apps.find((app) => app.id === id);
  }

  async answer(req, res) {
    const { pathname } = new URL(req.url, this.endpoint);
    this.record(pathname, req, res);
    if (!(await this.faults.meet(pathname, req, res))) return;
    if (pathname === SIGN_IN) {
      await signIn(this.provider, this, req, res);
    } else if (pathname.startsWith('/oidc/')) {
      req.originalUrl = req.url;
      req.url = req.url.slice('/oidc'.length);
      await this.callback(req, res);
    } else {
      res.writeHead(404).end();
    }
  }

  record(path, req, res) {
    const body = [];
    const entry = { method: req.method, path, url: req.url, headers: req.headers, body };
    this.requests.push(entry);
    // Whoever answers reads the body as if nobody had looked.
    req.push = function push(chunk, encoding) {
      if (chunk) body.push(Buffer.from(chunk));
      return IncomingMessage.prototype.push.call(this, chunk, encoding);
    };
    res.once('finish', () => { entry.status = res.statusCode; });
  }

  commands = {
    requests: () => this.requests.map(({ url, body, ...entry }) => ({
      ...entry,
      params: [
        ...new URL(url, this.endpoint).searchParams,
        ...new URLSearchParams(Buffer.concat(body).toString()),
      ],
    })),
    clearRequests: () => { this.requests = []; },
    fault: (plan) => this.faults.add(plan),
    clearFaults: () => this.faults.clear(),
    advanceClock: ({ milliseconds }) => { ahead += milliseconds; },
    rotateKeys: ({ algorithm }) => { this.keys.rotate(algorithm); this.renew(); },
    dropPreviousKeys: () => { this.keys.dropPrevious(); this.renew(); },
    updateUser: ({ username, changes }) => this.accounts.update(username, changes),
    deleteUser: ({ username }) => this.accounts.delete(username),
    revokeGrants: ({ username }) => this.storage.forget(this.accounts.named(username).id),
    now: () => Date.now(),
    userId: ({ username }) => this.accounts.named(username).id,
    secretOf: ({ app }) => this.app(app).secret,
    tellOfSignOuts: ({ app, uri }) => { this.app(app).signOutUri = uri; this.renew(); },
    stop: () => new Promise((resolve) => {
      this.http.close(resolve);
      this.http.closeAllConnections();
    }),
    start: () => this.listen(this.port),
  };
}

const say = (value) => process.stdout.write(`${JSON.stringify(value ?? null)}\n`);

let server;
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...message } = JSON.parse(line);
  if (!server) {
    server = new Server(message);
    await server.listen(message.port ?? 0);
    say({ endpoint: server.endpoint });
  } else {
    say(await server.commands[command](message));
  }
}
process.exit(0);
