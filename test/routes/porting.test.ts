import { readdirSync, readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalogue } from '../../modules/catalogue.ts';
import * as callbacks from '../../routes/examples/porting/callbacks.ts';
import * as events from '../../routes/examples/porting/events.ts';
import * as native from '../../routes/examples/porting/native.ts';
import * as tables from '../../routes/examples/porting/tables.ts';
import * as values from '../../routes/examples/porting/values.ts';
import * as waiting from '../../routes/examples/porting/waiting.ts';
import { readNamespaces } from '../../runtime/cli/declarations.ts';
import { header, headers, reasonOf, uriOf, type Scene } from '../runtime/routing/scene.ts';
import { play } from './examples/play.ts';

// docs/porting-kemi.md: what stands behind "after" is played, and what stands before it, too, where it is JavaScript.

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/porting-kemi.md');

/** Blocks of the guide in a language, by the section that they are in. */
function blocks(language: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const section of guide.split('\n## ').slice(1)) {
    const code = section.split(`\n\`\`\`${language}\n`)[1]?.split('\n```')[0];
    if (code !== undefined) found.set(section.split('\n', 1)[0]!, code);
  }
  return found;
}

/** Names that the server looks for, with what KEMI calls them. */
const NAMES: Readonly<Record<string, string>> = {
  ksr_request_route: 'requestRoute',
  ksr_reply_route: 'onReplyRoute',
  ksr_pre_routing: 'onPreRouting',
};

/** A KEMI script in JavaScript as routes: KSR is a global of it. */
function kemi(script: string): object {
  const names = script.split('\n').flatMap((line) => (line.startsWith('function ') ? [line.slice(9, line.indexOf('('))] : []));
  const routes = names.map((name): [string, unknown] => {
    const run = compileFunction(`${script}\n${name}(event);`, ['KSR', 'event']) as (ksr: unknown, event: unknown) => void;
    return [NAMES[name] ?? name, (KSR: unknown, event: unknown) => run(KSR, event)];
  });
  return Object.fromEntries(routes);
}

describe('the guide', () => {
  it('shows the files as they are', () => {
    const names = readdirSync(new URL('../../routes/examples/porting/', import.meta.url)).map((file) =>
      file.slice(0, -'.ts'.length),
    );
    const shown = [...blocks('ts').values()];
    expect(shown.length).toBe(names.length);
    for (const name of names) expect(shown).toContain(read(`routes/examples/porting/${name}.ts`).trim());
  });

  it('names functions and modules that exist, and none as missing that is here', () => {
    const namespaces = readNamespaces();
    const there = new Set(namespaces.flatMap(({ name, functions }) => [name, ...functions.map((one) => `${name}.${one.name}`)]));
    const text = guide.replaceAll(/```[^]*?\n```/g, '');
    const named = [...text.matchAll(/\bKSR\.(?:[a-z]+\.)?[a-z]\w+(?=[(`])/g)].map(([name]) => name);
    const plain = [...text.matchAll(/`((?:[a-z]+)\.[a-z]\w+)`/g)].map(([, name]) => `KSR.${name}`);
    const modules: readonly string[] = [...Object.keys(catalogue), 'hdr', 'pv', 'x'];
    const ours = plain.filter((name) => modules.includes(name.split('.')[1]!));
    expect(named.length + ours.length).toBeGreaterThan(40);
    expect([...named, ...ours].filter((name) => !there.has(name))).toEqual(['KSR.module.function']);

    const rows = text.slice(text.indexOf('| Modules | |')).split('\n').slice(2);
    const missing = rows.flatMap((row) => (row.split('|')[1] ?? '').split(/, | and /).map((name) => name.trim()));
    expect(missing.length).toBeGreaterThan(30);
    expect(missing.filter((name) => name in catalogue)).toEqual([]);
  });
});

/** Before and after, which have to do the same. */
function both(section: string, after: object): [string, () => object][] {
  return [
    ['before', () => kemi(blocks('js').get(section)!)],
    ['after', () => after],
  ];
}

const INVITE = { headers: ['Contact: <sip:alice@198.51.100.21:5070>'] };

describe.each(both('Callbacks', callbacks))('callbacks, %s', (_, routes) => {
  it.each<[number, string[]]>([
    [486, ['INVITE']],
    [404, []],
  ])('%i', async (status, voicemail) => {
    const on = await play(routes());
    const box = on.phone('udp:203.0.113.50:5060');
    await on.alice.sends('INVITE', INVITE);
    await on.bob.replies('INVITE', status);
    expect(box.got()).toEqual(voicemail);
    expect(on.got()).toEqual({ alice: ['100 INVITE', ...(voicemail.length > 0 ? [] : ['404 INVITE'])], bob: ['INVITE', 'ACK'] });
    expect(on.errors).toEqual([]);
  });
});

describe.each(both('Values', values))('values, %s', (_, routes) => {
  it('refuses who names no account', async () => {
    const on = await play(routes());
    await on.alice.sends('MESSAGE');
    expect(reasonOf(on.alice.last('403 MESSAGE'))).toBe('No Account');
    expect(on.bob.got()).toEqual([]);
  });

  it('keeps the account for the reply', async () => {
    const on = await play(routes());
    await on.alice.sends('MESSAGE', { headers: ['X-Account: a7'] });
    const relayed = on.bob.last('MESSAGE');
    expect([headers(relayed, 'X-Account'), header(relayed, 'X-Caller')]).toEqual([[], 'alice@198.51.100.21']);
    await on.bob.replies('MESSAGE', 200);
    expect(header(on.alice.last('200 MESSAGE'), 'X-Account')).toBe('A7');
    expect(on.errors).toEqual([]);
  });
});

describe.each(both('Events', events))('events, %s', (_, routes) => {
  it('drops what is not wanted', async () => {
    const on = await play(routes());
    await on.phone('udp:198.51.100.66:5060').sends('INVITE', INVITE);
    expect(on.got()).toEqual({});
    await on.alice.sends('INVITE', INVITE);
    await on.bob.replies('INVITE', 183);
    await on.bob.replies('INVITE', 180);
    expect(on.got()).toEqual({ alice: ['100 INVITE', '180 INVITE'], bob: ['INVITE'] });
    expect(on.errors).toEqual([]);
  });
});

describe('a native configuration', () => {
  const modules = { maxfwd: {}, nathelper: {}, usrloc: {}, registrar: {} };
  const PRIVATE = { headers: ['Contact: <sip:alice@192.168.1.5>'] };

  it.each<[string, string, object, string]>([
    ['hops', 'MESSAGE', { maxForwards: 0 }, '483 Too Many Hops'],
    ['PUBLISH', 'PUBLISH', {}, '404 Not here'],
    ['no user', 'MESSAGE', { uri: 'sip:192.0.2.10' }, '484 Address Incomplete'],
    ['nobody', 'MESSAGE', { uri: 'sip:nobody@192.0.2.10' }, '404 Not Found'],
  ])('%s', async (_, method, of, status) => {
    const on = await play(native, modules);
    await on.alice.sends(method, of);
    expect(on.alice.all().map((text) => text.slice(8, text.indexOf('\r\n')))).toEqual([status]);
    expect(on.bob.got()).toEqual([]);
  });

  it('tells phones where a caller behind a NAT is', async () => {
    const on: Scene = await play(native, modules);
    await on.bob.sends('REGISTER', { uri: 'sip:192.0.2.10', headers: ['Contact: <sip:bob@203.0.113.31:5080>'] });
    await on.alice.sends('INVITE', { uri: 'sip:bob@192.0.2.10', ...INVITE });
    expect(headers(on.bob.last('INVITE'), 'X-Caller')).toEqual([]);
    await on.alice.sends('INVITE', { uri: 'sip:bob@192.0.2.10', callId: 'call-2', branch: 'i2', ...PRIVATE });
    expect(headers(on.bob.last('INVITE'), 'X-Caller')).toEqual(['198.51.100.21']);
    expect(on.errors).toEqual([]);
  });
});

describe('waiting', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each<[string, () => Promise<unknown>, string[]]>([
    ['goes where the answer says', () => Promise.resolve(new Response('sip:bob@203.0.113.32:5080')), ['INVITE']],
    ['goes on without one', () => Promise.resolve(new Response('', { status: 404 })), []],
  ])('%s', async (_, answer, carol) => {
    const asked = vi.fn<(url: string) => Promise<unknown>>(answer);
    vi.stubGlobal('fetch', asked);
    const on = await play(waiting);
    await on.alice.sends('INVITE', INVITE);
    await on.settle(1);
    expect(asked.mock.calls).toEqual([['http://127.0.0.1:8080/route/bob']]);
    expect(on.carol.got()).toEqual(carol);
    expect(on.bob.got()).toEqual(carol.length > 0 ? [] : ['INVITE']);
  });

  it('serves others meanwhile, and absorbs what is repeated', async () => {
    let say: (answer: Response) => void = () => {};
    const asked = vi.fn<() => Promise<unknown>>(() => new Promise((resolve) => (say = resolve)));
    vi.stubGlobal('fetch', asked);
    const on = await play(waiting);
    await on.alice.sends('INVITE', INVITE);
    await on.alice.sends('INVITE', INVITE);
    await on.dave.sends('MESSAGE', { callId: 'other', branch: 'm1' });
    expect(asked).toHaveBeenCalledTimes(2);
    say(new Response('sip:bob@203.0.113.32:5080'));
    await on.settle(1);
    expect(on.carol.got()).toEqual(['MESSAGE']);
  });

  it('answers 500 when nobody can be asked', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    const on = await play(waiting);
    await on.alice.sends('INVITE', INVITE);
    await on.settle(1);
    expect(on.alice.got()).toEqual(['500 INVITE']);
  });
});

describe('tables', () => {
  it('bans for five minutes', async () => {
    const on = await play(tables);
    const send = (branch: string, agent: string): Promise<string> =>
      on.alice.sends('MESSAGE', { branch, callId: branch, headers: [`User-Agent: ${agent}`] });
    await send('m1', 'phone');
    expect(on.bob.got()).toEqual(['MESSAGE']);
    await on.bob.replies('MESSAGE', 200);
    await send('m2', 'sipvicious');
    await send('m3', 'phone');
    expect(on.bob.got()).toEqual([]);
    await on.settle('301s');
    await send('m4', 'phone');
    expect(uriOf(on.bob.last('MESSAGE'))).toBe('sip:bob@203.0.113.31:5080');
    expect(on.bob.got()).toEqual(['MESSAGE']);
  });
});
