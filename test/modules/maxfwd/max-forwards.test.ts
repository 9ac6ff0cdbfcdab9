import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { testServer } from '../../support/context.ts';

function invite(...fields: string[]): string {
  return [
    'INVITE sip:bob@biloxi.example.com SIP/2.0',
    'Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK1',
    'From: <sip:alice@atlanta.example.com>;tag=1',
    'To: <sip:bob@biloxi.example.com>',
    'Call-ID: a@b',
    'CSeq: 1 INVITE',
    ...fields,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

const server = await testServer({ modules: ['maxfwd'] });

describe('process_maxfwd', () => {
  it.each([
    ['70', 70, 1, '69'],
    ['1', 70, 1, '0'],
    ['10', 70, 1, ' 9'],
    ['007', 70, 1, '  6'],
    ['71', 70, 1, '70'],
    ['100', 10, 1, ' 70'],
    ['2147483647', 70, 1, '        70'],
    ['2147483648', 70, -2, '2147483648'],
    ['0', 70, -1, '0'],
    ['', 70, -1, ''],
    ['abc', 70, -2, 'abc'],
    ['5x', 70, -2, '5x'],
    ['-1', 70, -2, '-1'],
    ['4294967296', 70, -2, '4294967296'],
    ['70', -1, -1, '70'],
    ['70', 256, -1, '70'],
  ])('%j with limit %i gives %i and %j', (value, limit, result, left) => {
    const cx = server.context(invite(`Max-Forwards: ${value}`));
    expect(server.call(cx, 'maxfwd.process_maxfwd', limit)).toBe(result);
    const field = cx.message.header(Header.MaxForwards)!;
    expect(cx.message.text.slice(field.start, field.bodyEnd)).toBe(`Max-Forwards: ${left}`);
  });

  it('counts again when it is called again', () => {
    const cx = server.context(invite('Max-Forwards: 11'));
    for (const left of ['10', ' 9', ' 8']) {
      expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
      expect(cx.message.text).toContain(`Max-Forwards: ${left}\r\n`);
    }
  });

  it('counts the first of several fields', () => {
    const cx = server.context(invite('Max-Forwards: 5', 'Max-Forwards: 6'));
    expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
    expect(cx.message.text).toContain('Max-Forwards: 4\r\nMax-Forwards: 6\r\n');
  });

  it('keeps white space behind the value', () => {
    const cx = server.context(invite('Max-Forwards: 10 \t'));
    expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
    expect(cx.message.text).toContain('Max-Forwards:  9 \t\r\n');
  });

  it.each([0, 10, 255])('adds the field with limit %i on top, even above max_limit', (limit) => {
    const cx = server.context(invite());
    expect(server.call(cx, 'maxfwd.process_maxfwd', limit)).toBe(2);
    expect(cx.message.header(Header.MaxForwards)).toBeNull();
    expect(serialize(cx.message, '', [], null)).toContain(`SIP/2.0\r\nMax-Forwards: ${limit}\r\nVia:`);
  });

  it('takes what scripts in JavaScript may hand over', () => {
    for (const [limit, result] of [
      ['70', 1],
      [70.9, 1],
      [undefined, 1],
      [NaN, 1],
      ['x', 1],
      ['256', -1],
    ] as const) {
      const cx = server.context(invite('Max-Forwards: 70'));
      expect([limit, server.call(cx, 'maxfwd.process_maxfwd', limit)]).toEqual([limit, result]);
    }
  });

  it('keeps what was parsed and recorded before', () => {
    const cx = server.context(invite('Contact: <sip:alice@192.0.2.1>', 'Max-Forwards: 70'));
    cx.message.contacts![0]!.replaceUri('sip:alice@192.0.2.2');
    cx.message.edits.insert(cx.message.headersStart, 'X-A: 1\r\n');
    const { via1, from, to, cseq } = cx.message;
    expect(server.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
    expect(cx.message.contacts![0]!.uriText).toBe('sip:alice@192.0.2.2');
    expect(cx.message.via1).toBe(via1);
    expect(cx.message.from).toBe(from);
    expect(cx.message.to).toBe(to);
    expect(cx.message.cseq).toEqual(cseq);
    expect(serialize(cx.message, '', [], null)).toContain('X-A: 1\r\nVia:');
  });

  it('moves nothing, whatever the value', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(255), (value, limit) => {
        const text = invite(`Max-Forwards: ${value}`);
        const cx = server.context(text);
        server.call(cx, 'maxfwd.process_maxfwd', limit);
        expect(cx.message.text.length).toBe(text.length);
        const left = Number(cx.message.body(Header.MaxForwards)!.trim());
        expect(left).toBe(value === 0 ? 0 : value > 70 ? 70 : value - 1);
      }),
    );
  });

  it('obeys max_limit', async () => {
    const low = await testServer({ modules: ['maxfwd'], params: { maxfwd: { max_limit: 20 } } });
    const cx = low.context(invite('Max-Forwards: 70'));
    expect(low.call(cx, 'maxfwd.process_maxfwd', 70)).toBe(1);
    expect(cx.message.body(Header.MaxForwards)).toBe('20');
    const none = low.context(invite());
    expect(low.call(none, 'maxfwd.process_maxfwd', 70)).toBe(2);
    expect(serialize(none.message, '', [], null)).toContain('Max-Forwards: 70\r\n');
  });
});

describe('is_maxfwd_lt', () => {
  it.each([
    ['70', 70, -1],
    ['70', 71, 1],
    ['0', 0, -1],
    ['0', 1, 1],
    ['', 1, 1],
    ['9999', 255, -1],
    ['007', 8, 1],
    ['abc', 10, -3],
    ['-1', 10, -3],
    ['5 6', 10, -3],
    ['5', -1, -1],
    ['5', 256, -1],
  ])('%j below %i gives %i', (value, hops, result) => {
    const cx = server.context(invite(`Max-Forwards: ${value}`));
    expect(server.call(cx, 'maxfwd.is_maxfwd_lt', hops)).toBe(result);
    expect(cx.message.text).toBe(invite(`Max-Forwards: ${value}`));
  });

  it('tells that there is none, unless the number is bad as well', () => {
    const cx = server.context(invite());
    expect(server.call(cx, 'maxfwd.is_maxfwd_lt', 10)).toBe(-2);
    expect(server.call(cx, 'maxfwd.is_maxfwd_lt', -1)).toBe(-1);
  });
});

describe('parameters', () => {
  it.each([{ max_limit: -1 }, { max_limit: 256 }, { max_limit: 1.5 }, { max_limit: '70' }, { other: 1 }])(
    'refuses %j',
    async (given) => {
      const broken = await testServer({ modules: ['maxfwd'], params: { maxfwd: given } });
      expect(broken.broken.has('maxfwd')).toBe(true);
    },
  );
});
