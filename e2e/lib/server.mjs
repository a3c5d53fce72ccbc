// Starts the real binary over a throw-away data folder, on either engine.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';

const binary = process.env.SLRT_BINARY ?? resolve(import.meta.dirname, '../../target/debug/slrt');

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

function newDatabase() {
  const base = process.env.SLRT_TEST_DATABASE_URL;
  if (!base) throw new Error('SLRT_TEST_DATABASE_URL is not set: run by `make browser`');
  const name = `slrt_e2e_${randomBytes(6).toString('hex')}`;
  const bin = process.env.SLRT_TEST_POSTGRES_BIN;
  execFileSync(bin ? join(bin, 'psql') : 'psql', [base, '-qc', `CREATE DATABASE ${name}`]);
  return Object.assign(new URL(base), { pathname: `/${name}` }).href;
}

/** A running server: `{ url, output(), command(), stop(), kill(), restart() }`. `kind` is `demo`, `training` or `real`, `log` how much it tells. */
export async function start({ engine = 'sqlite', kind = 'demo', log = 'warn', data, database, port } = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build -p slrt`);
  data ??= mkdtempSync(join(tmpdir(), 'slrt-e2e-'));
  if (engine === 'postgres') database ??= newDatabase();
  port ??= await freePort();
  const args = ['serve', '--data', data, '--listen', `127.0.0.1:${port}`];
  if (kind === 'demo') args.push('--demo');
  if (kind === 'training') args.push('--training');
  if (database) args.push('--database', database);
  let output = '';
  const child = spawn(binary, args, { env: { ...process.env, SLRT_LOG: log, SLRT_DEMO_FAMILIES: process.env.SLRT_DEMO_FAMILIES ?? '600', SLRT_DEMO_CASES: process.env.SLRT_DEMO_CASES ?? '80' } });
  child.stdout.on('data', (d) => (output += d));
  child.stderr.on('data', (d) => (output += d));
  const url = `http://127.0.0.1:${port}`;
  const exited = new Promise((done) => child.once('exit', done));
  const until = Date.now() + 180_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${output}`);
    const ok = await fetch(`${url}/healthz`).then((r) => r.ok, () => false);
    if (ok) break;
    if (Date.now() > until) throw new Error(`the server did not answer:\n${output}`);
    await new Promise((r) => setTimeout(r, 100));
  }
  return {
    url,
    data,
    output: () => output,
    /** Another command beside the server, in the same installation: what it prints. */
    command(words, input = '') {
      const place = ['--data', data, ...(database ? ['--database', database] : [])];
      return execFileSync(binary, [...words, ...place], { input, encoding: 'utf8', env: { ...process.env, SLRT_LOG: 'warn' } });
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(data, { recursive: true, force: true });
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    restart: () => start({ engine, kind, log, data, database, port }),
  };
}

/** Languages that the tests read pages in. */
export const languages = process.env.SLRT_E2E_LANGUAGES?.split(',') ?? ['id', 'en'];

/** Engines that the tests run on. */
export const engines = process.env.SLRT_E2E_ENGINES?.split(',') ?? ['sqlite', 'postgres'];
