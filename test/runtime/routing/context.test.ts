import { beforeEach, describe, expect, it } from 'vitest';
import { GONE, type RouteContext } from '../../../runtime/routing/context.ts';
import { Destination } from '../../../runtime/routing/destination.ts';
import { messageBindings } from '../../../runtime/routing/message-log.ts';
import { Source } from '../../../runtime/routing/source.ts';
import type { TestServer } from '../../support/context.ts';
import { arrived, bareServer } from './messages.ts';
import { replyText } from './scene.ts';

let server: TestServer;
let cx: RouteContext;
beforeEach(async () => {
  server = await bareServer();
  cx = arrived(server);
});

describe('the Request-URI of a run', () => {
  it('is that of the message until it is set', () => {
    expect(cx.requestUri).toBe('sip:bob@203.0.113.31:5080');
    expect(cx.target.uri).toBe('');
    cx.requestUri = 'sip:carol@203.0.113.32';
    expect([cx.requestUri, cx.target.uri]).toEqual(['sip:carol@203.0.113.32', 'sip:carol@203.0.113.32']);
    expect(cx.message.requestUri).toBe('sip:bob@203.0.113.31:5080');
  });

  it('may become a branch again once it is set anew', () => {
    cx.targetUsable = false;
    cx.requestUri = cx.message.requestUri;
    expect(cx.targetUsable).toBe(true);
  });

  it('is parsed once per text', () => {
    const first = cx.parsedRequestUri;
    expect(first?.hostBare).toBe('203.0.113.31');
    expect(cx.parsedRequestUri).toBe(first);
    cx.requestUri = 'sip:carol@203.0.113.32';
    const second = cx.parsedRequestUri;
    expect(second?.hostBare).toBe('203.0.113.32');
    expect(cx.parsedRequestUri).toBe(second);
    cx.requestUri = 'sip:dave@203.0.113.33';
    expect(cx.parsedRequestUri?.hostBare).toBe('203.0.113.33');
  });

  it('is parsed anew when the message was rebuilt', () => {
    expect(cx.parsedRequestUri?.hostBare).toBe('203.0.113.31');
    cx.message = arrived(server, { uri: 'sip:carol@203.0.113.32' }).message;
    expect(cx.parsedRequestUri?.hostBare).toBe('203.0.113.32');
  });

  it('is null when nobody can read it, and in a reply', () => {
    cx.requestUri = 'nothing';
    expect(cx.parsedRequestUri).toBeNull();
    const reply = server.context(replyText(cx.message.text, 200));
    expect(reply.parsedRequestUri).toBeNull();
  });
});

describe('a URI that the request may go to', () => {
  it('is read once', () => {
    const uri = cx.uriOf('sip:203.0.113.40');
    expect(uri?.host).toBe('203.0.113.40');
    expect(cx.uriOf('sip:203.0.113.40')).toBe(uri);
    expect(cx.uriOf('sip:203.0.113.41')?.host).toBe('203.0.113.41');
    expect(cx.uriOf('sip:203.0.113.40')?.host).toBe('203.0.113.40');
  });

  it('is that of the request line, when it is the same text', () => {
    expect(cx.uriOf(cx.message.requestUri)).toBe(cx.message.uri);
  });

  it.each(['', 'nothing', 'sip:'])('is null when it is %j', (text) => {
    expect(cx.uriOf(text)).toBeNull();
    expect(cx.uriOf(text)).toBeNull();
  });
});

describe('what a run keeps', () => {
  it('for modules is found by their own keys', () => {
    const one = Symbol('one');
    const two = Symbol('two');
    expect(cx.slot(one)).toBeUndefined();
    cx.setSlot(one, 'x');
    cx.setSlot(two, two);
    cx.setSlot(one, { y: 1 });
    expect(cx.slot(one)).toEqual({ y: 1 });
    expect(cx.slot(two)).toBe(two);
    expect(cx.slot(Symbol('one'))).toBeUndefined();
  });

  it('of variables is made on first use, once', () => {
    const { avps, variables } = cx;
    expect(cx.avps).toBe(avps);
    expect(cx.variables).toBe(variables);
    expect(arrived(server).avps).not.toBe(avps);
  });

  it('begins with nothing said, nothing sent', () => {
    expect(cx).toMatchObject({
      flags: 0,
      scriptFlags: 0,
      targetUsable: true,
      branches: null,
      dropped: false,
      answered: false,
      error: null,
      proxy: null,
      ownsProxy: false,
      branchIndex: -1,
      replyHeaders: '',
    });
  });
});

describe('a run that was resumed', () => {
  const again = (): string => arrived(server, { uri: 'sip:carol@203.0.113.32', callId: 'call-2' }).message.text;

  it('reads its message when somebody looks at it, once', () => {
    const before = cx.message;
    expect([cx.isUnread, cx.isGone]).toEqual([false, false]);
    cx.resume(again());
    expect([cx.isUnread, cx.isGone]).toEqual([true, false]);
    const { message } = cx;
    expect([message.text, message.callId, message === before]).toEqual([again(), 'call-2', false]);
    expect([cx.message === message, cx.isUnread, cx.isGone]).toEqual([true, false, false]);
  });

  it('may be resumed again, with another message', () => {
    cx.resume(again());
    expect(cx.message.callId).toBe('call-2');
    cx.resume(arrived(server).message.text);
    expect(cx.isUnread).toBe(true);
    expect([cx.message.callId, cx.isUnread]).toEqual(['call-1', false]);
  });

  it.each<[string, () => unknown, unknown]>([
    ['its Request-URI', () => cx.requestUri, 'sip:carol@203.0.113.32'],
    ['the parts of that', () => cx.parsedRequestUri?.hostBare, '203.0.113.32'],
    ['a URI', () => cx.uriOf('sip:carol@203.0.113.32') === cx.message.uri, true],
    ['log lines', () => messageBindings(cx)['callId'], 'call-2'],
  ])('reads it for %s', (_name, look, seen) => {
    cx.resume(again());
    expect([look(), cx.isUnread]).toEqual([seen, false]);
  });

  it('does not read it for what was set', () => {
    cx.resume(again());
    cx.requestUri = 'sip:dave@203.0.113.33';
    cx.setSlot(Symbol('one'), 1);
    expect([cx.requestUri, cx.hasSlots, cx.avpsIfAny, cx.variablesIfAny, cx.isUnread]).toEqual([
      'sip:dave@203.0.113.33',
      true,
      null,
      null,
      true,
    ]);
  });

  it('has the message that is set, read or not', () => {
    const { message } = arrived(server, { callId: 'call-3' });
    cx.resume(again());
    cx.message = message;
    expect([cx.message === message, cx.isUnread]).toEqual([true, false]);
  });

  it('is gone once it is let go, whether it was read or not', () => {
    for (const look of [false, true]) {
      cx.resume(again());
      if (look) expect(cx.message.callId).toBe('call-2');
      cx.letGo();
      expect([cx.isGone, cx.isUnread, cx.message]).toEqual([true, false, GONE]);
    }
    // and is there again when it is resumed
    cx.resume(again());
    expect([cx.isGone, cx.message.callId, cx.isGone]).toEqual([false, 'call-2', false]);
  });
});

describe('whether modules keep something with a run', () => {
  const KEY = Symbol('one');

  it.each<[string, () => void, boolean]>([
    ['nothing was kept', () => {}, false],
    ['somebody asked', () => void cx.slot(KEY), false],
    ['something was kept', () => cx.setSlot(KEY, 1), true],
    ['it is undefined', () => cx.setSlot(KEY, undefined), true],
    ['another run kept something', () => arrived(server).setSlot(KEY, 1), false],
    ['nothing was taken over', () => cx.adoptSlots(arrived(server)), false],
  ])('%s: %s', (_name, act, has) => {
    act();
    expect(cx.hasSlots).toBe(has);
  });

  it('is so for what was taken over, too, and each has its own', () => {
    const from = arrived(server);
    from.setSlot(KEY, 1);
    cx.adoptSlots(from);
    cx.setSlot(KEY, 2);
    expect([cx.hasSlots, cx.slot(KEY), from.slot(KEY)]).toEqual([true, 2, 1]);
    from.letGo();
    expect([from.hasSlots, cx.hasSlots, cx.slot(KEY)]).toEqual([false, true, 2]);
  });

  it('is no more so once that is let go, but not while a callback may look at the request', () => {
    cx.setSlot(KEY, 1);
    cx.awaitAnswer(false);
    expect([cx.hasSlots, cx.slot(KEY)]).toEqual([true, 1]);
    cx.awaitAnswer(true);
    expect([cx.hasSlots, cx.slot(KEY)]).toEqual([false, undefined]);
    cx.setSlot(KEY, 2);
    cx.letGo();
    expect([cx.hasSlots, cx.slot(KEY)]).toEqual([false, undefined]);
  });
});

describe('a call where it does not work', () => {
  const warnings = (): string[] => server.log.texts('warn');

  it('answers -1 and is logged once per function, kind and route', () => {
    expect(cx.misplaced('tm.t_relay')).toBe(-1);
    expect(warnings()).toEqual(['tm.t_relay does not work in requestRoute, a request route: it returned -1']);
    cx.misplaced('tm.t_relay');
    arrived(server).misplaced('tm.t_relay');
    expect(warnings()).toHaveLength(1);
    cx.misplaced('tm.t_reply');
    expect(warnings()).toHaveLength(2);
    server.context(replyText(cx.message.text, 200)).misplaced('tm.t_relay');
    expect(warnings()).toHaveLength(3);
  });

  it('does not fill memory with what was logged', () => {
    for (let i = 0; i < 3000; i++) cx.misplaced(`f${i}`);
    expect(warnings().length).toBeLessThanOrEqual(1001);
  });
});

describe('a destination', () => {
  it('is copied with all that it has', () => {
    const one = new Destination();
    Object.assign(one, {
      uri: 'sip:a',
      dstUri: 'sip:b',
      path: '<sip:c>',
      q: 500,
      flags: 6,
      socket: server.sockets[1],
      instance: '<urn:uuid:1>',
      regId: 2,
      ruid: 'r',
      userAgent: 'ua',
      flow: 9,
    });
    const two = one.copy();
    expect(two).toEqual(one);
    expect(two).not.toBe(one);
    // a field that copy() forgets would be one of a new destination
    const fresh = new Destination();
    for (const [key, value] of Object.entries(two)) expect(value, key).not.toBe(fresh[key as keyof Destination]);
  });
});

describe('a source', () => {
  it.each([
    ['203.0.113.77', 4, '203.0.113.77'],
    ['2001:db8::77', 6, '[2001:db8::77]'],
  ])('%s is of family %d and stands as %s in a URI', (ip, family, host) => {
    const source = new Source(server.sockets[0]!, ip, 5060, 0);
    expect([source.family, source.host, source.proto]).toEqual([family, host, 'udp']);
  });

  it('may claim another protocol than its socket', () => {
    expect(new Source(server.sockets[0]!, '203.0.113.77', 5060, 0, 'ws').proto).toBe('ws');
  });
});

it('log lines about a message name Call-ID, method, CSeq and source', () => {
  expect(messageBindings(arrived(server, {}, { ip: '2001:db8::77', port: 5070, proto: 'udp' }))).toEqual({
    callId: 'call-1',
    method: 'INVITE',
    cseq: 1,
    source: 'udp:[2001:db8::77]:5070',
  });
});
