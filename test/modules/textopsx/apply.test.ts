import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from './message.ts';

const server = await testServer({ modules: ['textopsx', 'rr'] });

describe('msg_apply_changes', () => {
  it('makes changes visible', () => {
    const cx = server.context(message(['Subject: x'], 'body'));
    cx.message.edits.insert(cx.message.bodyStart - 2, 'X-N: 1\r\n');
    cx.message.edits.insert(cx.message.end, '!');
    expect(server.call(cx, 'hdr.get', 'X-N')).toBeNull();
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    expect(server.call(cx, 'hdr.get', 'X-N')).toBe('1');
    expect(cx.message.text).toContain('Content-Length: 5\r\nX-N: 1\r\n\r\nbody!');
    expect(cx.message.edits.size).toBe(0);
  });

  it('puts the Request-URI into the message', () => {
    const cx = server.context(message());
    cx.requestUri = 'sip:carol@h';
    cx.target.dstUri = 'sip:next';
    cx.target.flags = 8;
    cx.flags = 4;
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    expect(cx.message.text).toMatch(/^INVITE sip:carol@h SIP\/2\.0\r\n/);
    expect([cx.target.uri, cx.requestUri, cx.parsedRequestUri?.user]).toEqual(['', 'sip:carol@h', 'carol']);
    expect([cx.target.dstUri, cx.target.flags, cx.flags]).toEqual(['sip:next', 8, 4]);
  });

  it('changes nothing when there is nothing to change', () => {
    const cx = server.context(message(['Subject: x'], 'body'));
    const before = cx.message;
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    expect(cx.message).toBe(before);
  });

  it('works again and again', () => {
    const cx = server.context(message());
    for (const n of ['1', '2', '3']) {
      server.call(cx, 'hdr.append', `X-N: ${n}\r\n`);
      expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
    }
    expect(lines(cx, 'X-N')).toEqual(['1', '2', '3']);
  });

  it('waits for the socket of a Record-Route', () => {
    const cx = server.context(message());
    server.call(cx, 'rr.record_route');
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(-1);
    server.call(cx, 'rr.remove_record_route');
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(1);
  });

  it('does not make a message that nobody could read', () => {
    const cx = server.context(message());
    const before = cx.message;
    cx.message.edits.insert(cx.message.headersStart, 'no header\r\n');
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(-1);
    expect(cx.message).toBe(before);
  });

  it.each([
    ['request', 'request', 1],
    ['branch', 'request', -1],
    ['failure', 'request', -1],
    ['branch_failure', 'request', -1],
    ['reply', 'reply', 1],
    ['tm_reply', 'reply', 1],
  ] as const)('in a %s route with a %s: %i', (kind, what, result) => {
    const text = message([], '', what === 'request' ? undefined : 'SIP/2.0 200 OK');
    const cx = server.context(text, { kind });
    server.call(cx, 'hdr.append', 'X-N: 1\r\n');
    expect(server.call(cx, 'textopsx.msg_apply_changes')).toBe(result);
    expect(server.call(cx, 'hdr.is_present', 'X-N')).toBe(result);
  });
});

describe('msg_set_buffer', () => {
  it('takes the place of the message', () => {
    const cx = server.context(message(['Subject: x'], 'body'));
    cx.requestUri = 'sip:changed@h';
    const other = message(['X-Set: 1'], '', 'OPTIONS sip:new@h SIP/2.0');
    expect(server.call(cx, 'textopsx.msg_set_buffer', other)).toBe(1);
    expect(cx.message.text).toBe(other);
    expect([cx.message.method, cx.requestUri]).toEqual(['OPTIONS', 'sip:new@h']);
  });
  it.each(['garbage', '', 'INVITE sip:a@b SIP/2.0\r\n', message(['no header']), undefined])('%j does not', (text) => {
    const cx = server.context(message());
    const before = cx.message;
    expect(server.call(cx, 'textopsx.msg_set_buffer', text)).toBe(-1);
    expect(cx.message).toBe(before);
  });
  it('not in branch routes', () => {
    const cx = server.context(message(), { kind: 'branch' });
    expect(server.call(cx, 'textopsx.msg_set_buffer', message())).toBe(-1);
  });
});

function reply(status: string): string {
  return message([], '', `SIP/2.0 ${status}`);
}

describe('change_reply_status', () => {
  it.each([
    ['404 Not Found', 302, 'Moved', 1],
    ['404 Not Found', 699, 'Global', 1],
    ['404 Not Found', 404, 'Gone', 1],
    ['200 OK', 200, 'Fine', 1],
    ['200 OK', 299, 'Fine', 1],
    ['183 Session Progress', 180, 'Ringing', 1],
    ['183 Session Progress', 100, 'x', 1],
    ['183 ', 180, 'Ringing', 1],
    ['200 OK', 404, 'x', -1],
    ['200 OK', 183, 'x', -1],
    ['183 x', 200, 'x', -1],
    ['404 x', 200, 'x', -1],
    ['404 x', 99, 'x', -1],
    ['404 x', 700, 'x', -1],
    ['404 x', NaN, 'x', -1],
    ['404 x', 480, '', -1],
    ['404 x', 480, 'a\r\nX: 1', -1],
    ['404 x', 480, 'a\0', -1],
  ])('%s to %d %j: %i', (status, code, reason, result) => {
    const cx = server.context(reply(status));
    expect(server.call(cx, 'textopsx.change_reply_status', code, reason)).toBe(result);
    const expected = result === 1 ? `SIP/2.0 ${code} ${reason}\r\n` : `SIP/2.0 ${status}\r\n`;
    expect(leaving(cx).startsWith(expected)).toBe(true);
    expect(cx.message.status).toBe(result === 1 ? code : Number(status.slice(0, 3)));
    expect(cx.message.reason).toBe(status.slice(4));
    expect(parseMessage(leaving(cx))?.fault).toBe('');
  });

  it('a second reason replaces the first', () => {
    const cx = server.context(reply('404 Not Found'));
    expect(server.call(cx, 'textopsx.change_reply_status', 480, 'First')).toBe(1);
    expect(server.call(cx, 'textopsx.change_reply_status', 500, 'Second')).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 500 Second\r\n/);
  });
  it('the code alone keeps the reason', () => {
    const cx = server.context(reply('404 Not Found'));
    expect(server.call(cx, 'textopsx.change_reply_status_code', 410)).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 410 Not Found\r\n/);
    expect(server.call(cx, 'textopsx.change_reply_status_code', 200)).toBe(-1);
  });
  it('writes characters above U+00FF as UTF-8', () => {
    const cx = server.context(reply('404 x'));
    expect(server.call(cx, 'textopsx.change_reply_status', 404, '\u010d')).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 404 \u00c4\u008d\r\n/);
  });
  it('skips line ends in front of the start line', () => {
    const cx = server.context(`\r\n\r\n${reply('404 Not Found')}`);
    expect(server.call(cx, 'textopsx.change_reply_status', 410, 'Gone')).toBe(1);
    expect(leaving(cx)).toMatch(/^SIP\/2\.0 410 Gone\r\n/);
  });
  it('requests have no status', () => {
    const cx = server.context(message());
    expect(server.call(cx, 'textopsx.change_reply_status', 404, 'x')).toBe(-1);
    expect(server.call(cx, 'textopsx.change_reply_status_code', 404)).toBe(-1);
    expect(leaving(cx)).toBe(message());
  });
});

describe('remove_body', () => {
  it.each([
    [message(['Content-Type: text/plain'], 'hello'), 'Content-Length: 0\r\n\r\n'],
    [message(['c: text/plain', 'l: 5', 'Content-Length-X: 1'], 'hello').replace(/Content-Length: .*\r\n/, ''), '\r\n\r\n'],
    [message(), 'Content-Length: 0\r\n\r\n'],
  ])('%#', (text, end) => {
    const cx = server.context(text);
    expect(server.call(cx, 'textopsx.remove_body')).toBe(1);
    expect(leaving(cx).endsWith(end)).toBe(true);
    expect(leaving(cx).includes('hello')).toBe(false);
    expect(leaving(cx).includes('text/plain')).toBe(text.includes('text/plain'));
  });
});

describe('keep_hf', () => {
  const NEEDED = [
    'Record-Route: <sip:r;lr>',
    'Route: <sip:r;lr>',
    'm: <sip:a@b>',
    'Max-Forwards: 70',
    'Content-Type: text/plain',
    'Content-Disposition: render',
  ];
  const OTHERS = ['Subject: x', 'X-A: 1', 'k: path', 'Allow: INVITE', 'Authorization: x', 'Expires: 3', 'Contents: x'];

  it('keeps what is needed', () => {
    const cx = server.context(message([...OTHERS, ...NEEDED], 'hello'));
    expect(server.call(cx, 'textopsx.keep_hf')).toBe(-1);
    expect(leaving(cx)).toBe(message(NEEDED, 'hello'));
  });
  it.each([
    ['^X-', ['X-A: 1']],
    ['^x-a$|ALLOW', ['X-A: 1', 'Allow: INVITE']],
    ['zzz', []],
    ['.', OTHERS],
    ['(', OTHERS],
  ])('and what fits %s', (pattern, kept) => {
    const cx = server.context(message([...OTHERS, ...NEEDED], 'hello'));
    expect(server.call(cx, 'textopsx.keep_hf_re', pattern)).toBe(-1);
    expect(leaving(cx)).toBe(message([...OTHERS.filter((one) => kept.includes(one)), ...NEEDED], 'hello'));
  });
});
