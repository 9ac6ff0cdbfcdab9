import { describe, expect, it } from 'vitest';
import config from '../../../routes/examples/basic-kemi.config.ts';
import * as example from '../../../routes/examples/basic-kemi.ts';
import {
  header,
  headers,
  type Phone,
  requestText,
  type RequestText,
  type Routes,
  type Scene,
  scene,
  uriOf,
} from '../../runtime/routing/scene.ts';

// What each of these says was compared with Kamailio 5.6.3 and its kamailio-basic-kemi-lua.lua, but for what the guide lists as different.

/** The server. */
const US = '192.0.2.10';
const BOB = `sip:bob@${US}`;
/** A private address that a phone believes to have. */
const BEHIND_NAT = 'SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bK-nat';

async function start(): Promise<Scene> {
  const on = await scene({
    routes: example as unknown as Routes,
    modules: config.modules!,
    config: { aliases: ['example.org'] },
  });
  await registers(on.bob, 'bob', 'sip:bob@203.0.113.31:5080');
  expect(on.got()).toEqual({ bob: ['200 REGISTER'] });
  return on;
}

/** Sends a request that is made as others are, but for words that are replaced. */
async function sendsWith(phone: Phone, method: string, of: RequestText, words: Readonly<Record<string, string>>): Promise<void> {
  let text = requestText(method, phone.address, of);
  for (const [before, after] of Object.entries(words)) text = text.replaceAll(before, after);
  await phone.sendsText(text);
}

async function registers(phone: Phone, user: string, contact: string, of: RequestText = {}): Promise<void> {
  const said = { uri: `sip:${US}`, callId: `reg-${user}`, branch: `reg-${user}`, headers: [`Contact: <${contact}>`], ...of };
  await sendsWith(phone, 'REGISTER', said, {
    'sip:bob@example': `sip:${user}@example`,
    'sip:alice@example': `sip:${user}@example`,
  });
}

const routesOf = (reply: string): string[] =>
  headers(reply, 'Record-Route')
    .map((value) => `Route: ${value}`)
    .reverse();
const contactOf = (message: string): string => header(message, 'Contact').slice(1, -1);
const CONTACT = ['Contact: <sip:alice@198.51.100.21:5070>'];
const BOBS = { headers: ['Contact: <sip:bob@203.0.113.31:5080>'] };

describe('requests outside of dialogs', () => {
  it.each<[string, string, RequestText, string[]]>([
    ['OPTIONS to the server is a keepalive', 'OPTIONS', { uri: `sip:${US}` }, ['200 OPTIONS']],
    ['OPTIONS to who is not there', 'OPTIONS', { uri: `sip:nobody@${US}` }, ['404 OPTIONS']],
    ['a scanner', 'OPTIONS', { uri: BOB, headers: ['User-Agent: friendly-scanner'] }, ['200 OPTIONS']],
    ['too many hops', 'MESSAGE', { uri: BOB, maxForwards: 0 }, ['483 MESSAGE']],
    ['nobody in particular', 'MESSAGE', { uri: `sip:${US}` }, ['484 MESSAGE']],
    ['an unknown user', 'MESSAGE', { uri: `sip:nobody@${US}` }, ['404 MESSAGE']],
    ['a call to an unknown user', 'INVITE', { uri: `sip:nobody@${US}` }, ['404 INVITE']],
    ['malformed', 'MESSAGE', { uri: BOB, headers: ['Expires: soon'] }, ['400 MESSAGE']],
    ['CANCEL of nothing', 'CANCEL', { uri: BOB }, []],
    ['ACK of nothing', 'ACK', { uri: BOB, toTag: 'b1' }, []],
    ['a dialog that is not ours', 'BYE', { uri: BOB, toTag: 'b1' }, ['404 BYE']],
    ['another domain, by who is not registered', 'MESSAGE', { uri: 'sip:carol@203.0.113.32:5080' }, ['403 MESSAGE']],
  ])('%s', async (_, method, of, answers) => {
    const on = await start();
    await on.alice.sends(method, of);
    expect(on.got()).toEqual(answers.length === 0 ? {} : { alice: answers });
    expect(on.errors).toEqual([]);
  });

  it('finds a user at each of its contacts, unless none takes the method', async () => {
    const on = await start();
    await on.alice.sends('MESSAGE', { uri: BOB, branch: 'm1' });
    expect(on.got()).toEqual({ bob: ['MESSAGE'] });
    const again = { cseq: 2, branch: 'reg-2', headers: ['Contact: <sip:bob@203.0.113.31:5080>;methods="INVITE, ACK"'] };
    await registers(on.bob, 'bob', '', again);
    await on.alice.sends('MESSAGE', { uri: BOB, branch: 'm2', callId: 'call-2' });
    expect(on.got()).toEqual({ alice: ['405 MESSAGE'], bob: ['200 REGISTER'] });
  });

  it('does not go where the caller says', async () => {
    const on = await start();
    await on.alice.sends('MESSAGE', { uri: BOB, headers: ['Route: <sip:203.0.113.32:5080;lr>'] });
    expect(on.got()).toEqual({ bob: ['MESSAGE'] });
    expect(headers(on.bob.last('MESSAGE'), 'Route')).toEqual([]);
  });

  it('takes who is registered to another domain, from that address only', async () => {
    const on = await start();
    await registers(on.alice, 'alice', 'sip:alice@198.51.100.21:5070');
    on.got();
    const uri = 'sip:carol@203.0.113.32:5080';
    await on.alice.sends('INVITE', { uri, headers: CONTACT });
    expect(on.got()).toEqual({ alice: ['100 INVITE'], carol: ['INVITE'] });
    expect(header(on.carol.last('INVITE'), 'P-Hint')).toBe('outbound');
    await on.dave.sends('INVITE', { uri, callId: 'call-2', branch: 'i2' });
    expect(on.got()).toEqual({ dave: ['403 INVITE'] });
  });

  it('refuses a broken REGISTER with one answer', async () => {
    const on = await start();
    await registers(on.bob, 'bob', '<<', { cseq: 2, branch: 'reg-2' });
    expect(on.got()).toEqual({ bob: ['400 REGISTER'] });
  });

  it('ends a request that comes back to the server: after ten hops at the latest', async () => {
    const on = await start();
    await registers(on.alice, 'loop', `sip:loop@${US}`);
    on.got();
    await on.alice.sends('MESSAGE', { uri: `sip:loop@${US}` });
    await on.settle(1000);
    expect(on.got()).toEqual({ alice: ['483 MESSAGE'] });
    await on.settle('2m');
    expect(on.serverCount).toBe(0);
  });
});

describe('a call', () => {
  it('rings, is answered, and ends over the recorded route', async () => {
    const on = await start();
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT });
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT }); // repeated: the phone rings once
    expect(on.got()).toEqual({ alice: ['100 INVITE', '100 INVITE'], bob: ['INVITE'] });
    const invite = on.bob.last('INVITE');
    expect(uriOf(invite)).toBe('sip:bob@203.0.113.31:5080');
    expect(headers(invite, 'Record-Route')).toEqual([`<sip:${US};lr=on>`]);
    await on.bob.replies('INVITE', 180, BOBS);
    await on.bob.replies('INVITE', 200, { headers: [...BOBS.headers, `Record-Route: ${header(invite, 'Record-Route')}`] });
    expect(on.got()).toEqual({ alice: ['180 INVITE', '200 INVITE'] });

    const ok = on.alice.last('200 INVITE');
    const inDialog = { uri: contactOf(ok), toTag: 'b1', headers: routesOf(ok) };
    await on.alice.sends('ACK', { ...inDialog, branch: 'ack' });
    await on.alice.sends('BYE', { ...inDialog, cseq: 2 });
    await on.bob.replies('BYE', 200);
    expect(on.got()).toEqual({ alice: ['200 BYE'], bob: ['ACK', 'BYE'] });
    expect(headers(on.bob.last('BYE'), 'Route')).toEqual([]);
    expect(on.errors).toEqual([]);
  });

  it('is cancelled', async () => {
    const on = await start();
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT });
    await on.bob.replies('INVITE', 180);
    await on.alice.sends('CANCEL', { uri: BOB });
    await on.bob.replies('CANCEL', 200);
    await on.bob.replies('INVITE', 487);
    await on.alice.acknowledges({ uri: BOB });
    expect(on.got()).toEqual({
      alice: ['100 INVITE', '180 INVITE', '200 CANCEL', '487 INVITE'],
      bob: ['INVITE', 'CANCEL', 'ACK'],
    });
    expect(on.log.texts('info').filter((line) => line.includes('failed'))).toEqual([]);
  });

  it('that is busy stays so, and is told of', async () => {
    const on = await start();
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT });
    await on.bob.replies('INVITE', 486);
    await on.alice.acknowledges({ uri: BOB });
    expect(on.got()).toEqual({ alice: ['100 INVITE', '486 INVITE'], bob: ['INVITE', 'ACK'] });
    expect(on.log.texts('info')).toContain(`call to ${BOB} failed: 486`);
  });

  it('rings all phones of a user', async () => {
    const on = await start();
    await registers(on.carol, 'bob', 'sip:bob@203.0.113.32:5080', { callId: 'reg-carol', branch: 'reg-c' });
    on.got();
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT });
    expect(on.got()).toEqual({ alice: ['100 INVITE'], bob: ['INVITE'], carol: ['INVITE'] });
    await on.bob.replies('INVITE', 486);
    await on.carol.replies('INVITE', 200);
    expect(on.got()).toEqual({ alice: ['200 INVITE'], bob: ['ACK'] });
  });

  it('of a subscription goes on with NOTIFY, which records the route again', async () => {
    const on = await start();
    await on.alice.sends('SUBSCRIBE', { uri: BOB, headers: [...CONTACT, 'Event: presence'] });
    const subscribe = on.bob.last('SUBSCRIBE');
    await on.bob.replies('SUBSCRIBE', 200, BOBS);
    await on.bob.sends('NOTIFY', {
      uri: contactOf(subscribe),
      toTag: 'a1',
      headers: ['Event: presence', ...routesOf(subscribe)],
    });
    expect(headers(on.alice.last('NOTIFY'), 'Record-Route')).toEqual([`<sip:${US};lr=on>`]);
  });

  it('without a reply that can be read goes on', async () => {
    const on = await start();
    await on.alice.sends('INVITE', { uri: BOB, headers: CONTACT });
    on.got();
    await on.bob.replies('INVITE', 200, { headers: ['Content-Length: 7'] });
    expect(on.got()).toEqual({});
    await on.bob.replies('INVITE', 200);
    expect(on.got()).toEqual({ alice: ['200 INVITE'] });
  });
});

describe('a phone behind a NAT', () => {
  it('calls: the other side sends to where it really is', async () => {
    const on = await start();
    const private_ = ['Contact: <sip:alice@192.168.1.5:5060>'];
    await on.alice.sends('INVITE', { uri: BOB, via: BEHIND_NAT, headers: private_ });
    const invite = on.bob.last('INVITE');
    expect(header(invite, 'Contact')).toBe('<sip:alice@192.168.1.5:5060;alias=198.51.100.21~5070~1>');
    expect(header(invite, 'Record-Route')).toBe(`<sip:${US};lr=on;nat=yes>`);
    await on.bob.replies('INVITE', 200, BOBS);
    expect(header(on.alice.last('200 INVITE'), 'Contact')).toBe(BOBS.headers[0]!.slice('Contact: '.length));
    on.got();
    await on.bob.sends('BYE', { uri: contactOf(invite), toTag: 'a1', headers: routesOf(invite) });
    expect(on.got()).toEqual({ alice: ['BYE'] });
    expect(uriOf(on.alice.last('BYE'))).toBe('sip:alice@192.168.1.5:5060');
  });

  it('is called where it registered from, and again within the dialog', async () => {
    const on = await start();
    const contact = 'sip:dave@192.168.1.5:5060';
    await registers(on.dave, 'dave', contact, { via: BEHIND_NAT });
    expect(header(on.dave.last('200 REGISTER'), 'Contact')).toContain('received="sip:203.0.113.33:5080"');
    await on.alice.sends('INVITE', { uri: `sip:dave@${US}`, headers: CONTACT });
    const invite = on.dave.last('INVITE');
    expect(header(invite, 'Record-Route')).toBe(`<sip:${US};lr=on;nat=yes>`);
    const said = { headers: [`Contact: <${contact}>`, `Record-Route: ${header(invite, 'Record-Route')}`] };
    await on.dave.replies('INVITE', 200, said);
    const ok = on.alice.last('200 INVITE');
    expect(contactOf(ok)).toBe(`${contact};alias=203.0.113.33~5080~1`);

    on.got();
    const inDialog = { uri: contactOf(ok), toTag: 'b1', headers: [...CONTACT, ...routesOf(ok)] };
    await on.alice.sends('ACK', { ...inDialog, branch: 'ack' });
    await on.alice.sends('INVITE', { ...inDialog, cseq: 2, branch: 'again' });
    expect(on.got()).toEqual({ alice: ['100 INVITE'], dave: ['ACK', 'INVITE'] });
    await on.dave.replies('INVITE', 200, said);
    expect(contactOf(on.alice.last('200 INVITE'))).toBe(`${contact};alias=203.0.113.33~5080~1`);
  });

  it('is pinged', async () => {
    const on = await start();
    await registers(on.dave, 'dave', 'sip:dave@192.168.1.5:5060', { via: BEHIND_NAT });
    on.got();
    await on.settle('31s');
    expect(on.got()).toEqual({ dave: ['OPTIONS'] });
  });
});
