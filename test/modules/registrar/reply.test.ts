import { describe, expect, it } from 'vitest';
import { contactHeader, register, registrarServer } from './harness.ts';

const A = 'sip:alice@192.0.2.4:5062';
const LISTED = contactHeader(`<${A}>;expires=3600`);

describe('the answer', () => {
  it('stands behind what the script added, and leaves that alone', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    cx.replyHeaders = 'Service-Route: <sip:198.51.100.10;lr>\r\n';
    expect(made.saveIn(cx).headers).toEqual(['Service-Route: <sip:198.51.100.10;lr>', LISTED]);
    expect(cx.replyHeaders).toBe('Service-Route: <sip:198.51.100.10;lr>\r\n');
    expect(cx.answered).toBe(true);
  });

  it('goes to where the REGISTER came from', async () => {
    const made = await registrarServer();
    made.save({}, 0, {
      src: { ip: '203.0.113.9', port: 5060, proto: 'udp' },
      dst: { ip: '198.51.100.11', port: 5070, proto: 'udp' },
    });
    expect(made.server.sent[0]).toMatchObject({ ip: '203.0.113.9', port: 5060, socket: { text: 'udp:198.51.100.11:5070' } });
  });

  it('does not change the result when it can not be sent', async () => {
    const made = await registrarServer();
    for (const socket of made.server.sockets) socket.works = false;
    expect(made.save()).toMatchObject({ result: 1, status: '' });
    expect(made.uris()).toEqual([A]);
  });

  it('is not sent for a reply, whose contacts are stored', async () => {
    const made = await registrarServer();
    const reply = [
      'SIP/2.0 200 OK',
      'Via: SIP/2.0/UDP 198.51.100.10;branch=z9hG4bKx',
      'From: <sip:alice@example.com>;tag=r1',
      'To: <sip:alice@example.com>;tag=r2',
      'Call-ID: call-1',
      'CSeq: 1 REGISTER',
      `Contact: <${A}>;expires=600`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    expect(made.saveIn(made.context(reply))).toMatchObject({ result: 1, status: '' });
    expect(made.uris()).toEqual([A]);
    expect(made.saveIn(made.context(reply.replace(`<${A}>`, '<broken')))).toMatchObject({ result: -1, status: '' });
  });
});

describe('flag 2: no answer now', () => {
  it('holds it back until it is asked for, once', async () => {
    const made = await registrarServer();
    const { cx, status } = made.save({}, 2);
    expect(status).toBe('');
    expect(made.call('reg_send_reply', [], cx)).toBe(1);
    expect(made.answer()).toEqual({ status: '200 OK', headers: [LISTED] });
    expect(made.call('reg_send_reply', [], cx)).toBe(-1);
    expect(made.server.sent).toHaveLength(1);
  });

  it('holds back a refusal too', async () => {
    const made = await registrarServer();
    const { cx, result } = made.save({ contacts: ['<x'] }, 2);
    expect([result, made.server.sent.length]).toEqual([-1, 0]);
    expect(made.call('reg_send_reply', [], cx)).toBe(1);
    expect(made.answer()).toEqual({ status: '400 Bad Request', headers: ['P-Registrar-Error: Contact parse error'] });
  });

  it('holds back that of the last save', async () => {
    const made = await registrarServer();
    const cx = made.context(register());
    made.saveIn(cx, 2);
    made.saveIn(cx, 2, 'other');
    made.call('reg_send_reply', [], cx);
    expect(made.answer().headers).toEqual([LISTED]);
  });

  it('with 16 puts its header lines where the script can send them', async () => {
    const made = await registrarServer();
    const { cx } = made.save({}, 0x12);
    expect(cx.replyHeaders).toBe(`${LISTED}\r\n`);
    expect(made.call('reg_send_reply', [], cx)).toBe(1);
    expect(made.answer()).toEqual({ status: '200 OK', headers: [LISTED] });
  });

  it('without 16 leaves them out of what the script sends', async () => {
    const made = await registrarServer();
    expect(made.save({}, 2).cx.replyHeaders).toBe('');
  });

  it('16 alone changes nothing', async () => {
    const made = await registrarServer();
    expect(made.save({}, 16)).toMatchObject({ status: '200 OK', headers: [LISTED] });
  });
});

describe('reg_send_reply', () => {
  it('without save has nothing to send', async () => {
    const made = await registrarServer();
    expect(made.call('reg_send_reply', [])).toBe(-1);
    expect(made.server.sent).toEqual([]);
    expect(made.server.log.texts('error')).toHaveLength(1);
  });

  it('says when it could not be sent', async () => {
    const made = await registrarServer();
    const { cx } = made.save({}, 2);
    for (const socket of made.server.sockets) socket.works = false;
    expect(made.call('reg_send_reply', [], cx)).toBe(-1);
  });
});

describe('Path in the answer', () => {
  const path = 'Path: <sip:p1.example.com;lr>';

  it.each([
    { mode: 0 as const, supported: false, status: '200 OK', lines: [] },
    { mode: 0 as const, supported: true, status: '200 OK', lines: [] },
    { mode: 1 as const, supported: false, status: '200 OK', lines: [] },
    { mode: 1 as const, supported: true, status: '200 OK', lines: [path] },
    { mode: 2 as const, supported: true, status: '200 OK', lines: [path] },
    {
      mode: 2 as const,
      supported: false,
      status: '420 Bad Extension',
      lines: ['Unsupported: path', path, 'P-Registrar-Error: No support for found Path indicated'],
    },
  ])('mode $mode, supported $supported', async ({ mode, supported, status, lines }) => {
    const made = await registrarServer({ use_path: 1, path_mode: mode });
    const answer = made.save({ headers: [path, ...(supported ? ['Supported: path'] : [])] });
    expect(answer).toMatchObject({ result: 1, status, headers: [LISTED, ...lines] });
    expect(made.bindings()[0]!.path).toBe('<sip:p1.example.com;lr>');
  });

  it('is not there without use_path, nor for a query', async () => {
    const off = await registrarServer({ use_path: 0 });
    expect(off.save({ headers: [path, 'Supported: path'] }).headers).toEqual([LISTED]);
    expect(off.bindings()[0]!.path).toBe('');
    const on = await registrarServer({ use_path: 1 });
    expect(on.save({ contacts: [], headers: [path] })).toMatchObject({ result: 4, status: '200 OK', headers: [] });
  });
});
