import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Peer } from './lab/peer.ts';
import { Program } from './lab/program.ts';
import { PROJECT } from './lab/server.ts';

const MODULES = '{ tm: {}, sl: {} }';
const ANSWER = `export function requestRoute(KSR: KSR): void { KSR.sl.sl_send_reply(200, 'OK'); }`;

let folder: string;
let peer: Peer;
const programs: Program[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ksr-cli-'));
  peer = await Peer.open();
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
  peer.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command line as the package's `bin` would. */
function ksr(...args: string[]): Program {
  const program = new Program([process.execPath, join(PROJECT, 'runtime/cli/main.ts'), ...args], folder, { NO_COLOR: '1' });
  programs.push(program);
  return program;
}

/** Puts a routes file and a configuration for it into a folder that is no project. Returns the configuration's path. */
function write(routes: string, more: string = '', listen: string = 'udp:127.0.0.1:0'): string {
  writeFileSync(join(folder, 'routes.ts'), `import type { KSR } from 'ksr';\n${routes}\n`);
  const config = join(folder, 'my.config.ts');
  writeFileSync(
    config,
    `export default { listen: ['${listen}'], routes: './routes.ts', modules: ${MODULES}, warmUp: 0, ${more} };\n`,
  );
  return config;
}

/** Starts a server and waits until it says where it listens. */
async function serve(routes: string, more: string = ''): Promise<{ server: Program; port: number }> {
  const server = ksr('start', '--config', write(routes, more));
  await server.until((output) => address(output) > 0, 15_000, 'said where it listens');
  return { server, port: address(server.output) };
}

const address = (output: string): number => Number(/127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? 0);

describe('ksr start', () => {
  it('says where it listens, answers OPTIONS there, and obeys a plain object outside the project', async () => {
    const { port } = await serve(ANSWER);
    peer.send(peer.request('OPTIONS', `sip:127.0.0.1:${port}`, 'options'), port);
    const reply = await peer.receive();
    expect(reply).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(reply).toContain('\r\nCall-ID: options\r\n');
    expect(reply).toContain('\r\nCSeq: 7 OPTIONS\r\n');
  });

  it('says in one sentence that its port is taken', async () => {
    const config = write(ANSWER, '', `udp:127.0.0.1:${peer.port}`);
    const server = ksr('start', '--config', config);
    expect(await server.end(15_000)).toEqual({ code: 3, signal: null });
    expect(server.output).toContain(`udp:127.0.0.1:${peer.port} is in use already`);
    expect(server.output).not.toMatch(/^ +at /m); // no stack
  });

  it('answers 500 when a route throws, logs the place, and lives on', async () => {
    const { server, port } = await serve(`export function requestRoute(KSR: KSR): void {
      if (KSR.is_method('MESSAGE')) throw new Error('thrown on purpose');
      KSR.sl.sl_send_reply(200, 'OK');
    }`);
    peer.send(peer.request('MESSAGE', 'sip:bad@127.0.0.1', 'bad'), port);
    expect(await peer.receive()).toMatch(/^SIP\/2\.0 500 /);
    peer.send(peer.request('OPTIONS', 'sip:good@127.0.0.1', 'good'), port);
    expect(await peer.receive()).toMatch(/^SIP\/2\.0 200 /);

    await server.prints('thrown on purpose');
    const line = logLine(server, 'thrown on purpose');
    expect(line).toMatchObject({ level: 'error', callId: 'bad', method: 'MESSAGE' });
    expect(JSON.stringify(line)).toContain('routes.ts:3:');
  });

  it('logs JSON lines with the message that they are about', async () => {
    const { server, port } = await serve(`export function requestRoute(KSR: KSR): void {
      KSR.info('seen by the route');
      KSR.sl.sl_send_reply(200, 'OK');
    }`);
    peer.send(peer.request('OPTIONS', `sip:127.0.0.1:${port}`, 'logged'), port);
    await server.prints('seen by the route');
    const line = logLine(server, 'seen by the route');
    expect(line).toMatchObject({ level: 'info', callId: 'logged', method: 'OPTIONS' });
    expect(String(line['cseq'])).toMatch(/^7\b/);
    expect(String(line['source'])).toContain(`127.0.0.1:${peer.port}`);
  });
});

describe('ksr start, interrupted', () => {
  const RELAY = `export function requestRoute(KSR: KSR): void { KSR.tm.t_relay(); }`;

  it('ends with 0 when nothing is going on', async () => {
    const { server } = await serve(ANSWER);
    server.signal('SIGINT');
    expect(await server.end(5000)).toEqual({ code: 0, signal: null });
  });

  it('lets a transaction end first', async () => {
    const { server, port } = await serve(RELAY, 'shutdownGrace: 20');
    const callee = await Peer.open();
    peer.send(peer.request('MESSAGE', `sip:callee@127.0.0.1:${callee.port}`, 'drain'), port);
    const request = await callee.receive();
    server.signal('SIGINT');
    await callee.receive((text) => text === request); // repeated after T1: the server is there still
    callee.answer(request, '200 OK', port);
    expect(await peer.receive((text) => !text.startsWith('SIP/2.0 100'))).toMatch(/^SIP\/2\.0 200 /);
    callee.close();
    expect(await server.end(10_000)).toEqual({ code: 0, signal: null });
  });

  it('stops at once when interrupted again', async () => {
    const { server, port } = await serve(RELAY, 'shutdownGrace: 60');
    const callee = await Peer.open();
    peer.send(peer.request('MESSAGE', `sip:callee@127.0.0.1:${callee.port}`, 'stuck'), port);
    const request = await callee.receive();
    server.signal('SIGINT');
    await callee.receive((text) => text === request);
    expect(server.running).toBe(true);
    server.signal('SIGINT');
    expect(await server.end(2000)).toEqual({ code: 130, signal: null });
    callee.close();
  });
});

describe('ksr, used wrongly', () => {
  it.each([
    { name: 'an unknown option', args: ['start', '--confg', 'x'], says: '--config' },
    { name: 'a configuration that is not there', args: ['start', '--config', 'none.ts'], says: 'none.ts' },
  ])('$name: exit code 3', async ({ args, says }) => {
    const program = ksr(...args);
    expect((await program.end(15_000)).code).toBe(3);
    expect(program.output).toContain(says);
    expect(program.output).not.toMatch(/^ +at /m);
  });

  it.each([
    { name: 'a syntax error', routes: 'export function requestRoute(KSR: KSR): void { if }', says: /routes\.ts:2/ },
    { name: 'a misspelt export', routes: 'export function requestRout(KSR: KSR): void {}', says: /routes\.ts:2/ },
    { name: 'what was meant', routes: 'export function requestRout(KSR: KSR): void {}', says: /did you mean requestRoute\?/ },
    { name: 'an error while loading', routes: "throw new Error('no');\nexport {};", says: /routes\.ts:2/ },
  ])('a routes file with a mistake: $name is told, exit code 3', async ({ routes, says }) => {
    const program = ksr('start', '--config', write(routes));
    expect((await program.end(15_000)).code).toBe(3);
    expect(program.output).toMatch(says);
  });
});

/** The JSON line of the log with a text. */
function logLine(server: Program, text: string): Record<string, unknown> {
  const line = server.stdout.split('\n').find((candidate) => candidate.includes(text)) ?? 'null';
  return JSON.parse(line) as Record<string, unknown>;
}
