import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { SENDING, type Sending } from '../../routing/on-send.ts';
import { ARRIVED } from '../../routing/pre-routing.ts';
import { shownPort } from '../../routing/via.ts';
import { PROTO_NUMBER, type LocalSocket } from '../../transport/types.ts';
import * as at from '../socket-text.ts';
import { orNull, plain, words, type Definition, type Read } from './definition.ts';

// Where the message came from, where it arrived, and the socket it shall leave from (spec/modules.md 5.1)

const received =
  (read: (socket: LocalSocket) => Value | null): Read =>
  (cx) =>
    read(cx.source.socket);

const forced =
  (read: (socket: LocalSocket) => Value | null): Read =>
  (cx) =>
    cx.target.socket === null ? null : read(cx.target.socket);

const AF_INET = 2;
const AF_INET6 = 10;

function writeForced(find: (cx: RouteContext, text: string) => LocalSocket | null) {
  return (cx: RouteContext, value: Value | null): boolean => {
    if (value === null) {
      cx.target.socket = null;
      return true;
    }
    if (typeof value !== 'string' || value === '') return false;
    const socket = find(cx, value);
    // what is no socket of ours leaves things as they are
    if (socket !== null) cx.target.socket = socket;
    else cx.core.log.warn('no such socket', { socket: value });
    return true;
  };
}

const sending =
  (read: (sending: Sending) => Value): Read =>
  (cx) => {
    const found = cx.slot<Sending>(SENDING);
    return found === undefined ? null : read(found);
  };
const arrived =
  (read: (cx: RouteContext, text: string) => Value): Read =>
  (cx) => {
    const text = cx.slot<string>(ARRIVED);
    return text === undefined ? null : read(cx, text);
  };
const familyOf = (ip: string): number => (ip.includes(':') ? AF_INET6 : AF_INET);

const SENT: Readonly<Record<string, Read>> = {
  ip: sending(({ hop }) => hop.ip),
  port: sending(({ hop }) => hop.port),
  proto: sending(({ hop }) => PROTO_NUMBER[hop.socket.proto]),
  sproto: sending(({ hop }) => hop.socket.proto),
  af: sending(({ hop }) => familyOf(hop.ip)),
  buf: sending(({ text }) => text),
  len: sending(({ text }) => text.length),
};
const SENT_FROM: Readonly<Record<string, Read>> = {
  ...SENT,
  ip: sending(({ hop }) => hop.socket.ip),
  port: sending(({ hop }) => hop.socket.port),
};
const RECEIVED: Readonly<Record<string, Read>> = {
  buf: arrived((_cx, text) => text),
  len: arrived((_cx, text) => text.length),
  proto: arrived(({ source }) => PROTO_NUMBER[source.proto]),
  sproto: arrived(({ source }) => source.proto),
  srcip: arrived(({ source }) => source.ip),
  srcport: arrived(({ source }) => source.port),
  rcvip: arrived(({ source }) => source.socket.ip),
  rcvport: arrived(({ source }) => source.socket.port),
  af: arrived(({ source }) => familyOf(source.ip)),
};

/** `$si $sp $su $proto $Ri $Rp $Ru $RAi $fs $conid ...`. */
export const networkVariables: readonly Definition[] = [
  plain('si', (cx) => cx.source.ip),
  plain('src_ip', (cx) => cx.source.ip),
  plain('siz', (cx) => cx.source.host),
  plain('sp', (cx) => cx.source.port),
  plain('su', (cx) => at.sourceUri(cx.source)),
  plain('sut', (cx) => at.sourceUriFull(cx.source)),
  plain('sas', (cx) => at.sourceText(cx.source)),
  plain('sid', (cx) => cx.core.options.serverId),
  plain(
    'proto',
    (cx) => cx.source.proto,
    null,
    (cx) => PROTO_NUMBER[cx.source.proto],
  ),
  plain(
    'pr',
    (cx) => cx.source.proto,
    null,
    (cx) => PROTO_NUMBER[cx.source.proto],
  ),
  plain('prid', (cx) => PROTO_NUMBER[cx.source.proto]),
  words('af', {
    id: (cx) => (cx.source.socket.family === 4 ? AF_INET : AF_INET6),
    name: (cx) => (cx.source.socket.family === 4 ? 'IPv4' : 'IPv6'),
  }),
  plain('conid', (cx) => (cx.source.flow === 0 ? null : cx.source.flow)),
  plain(
    'Ri',
    received((socket) => socket.ip),
  ),
  plain(
    'Rp',
    received((socket) => socket.port),
  ),
  plain('Ru', received(at.socketUri)),
  plain('Rut', received(at.socketUriFull)),
  plain('Ras', received(at.boundText)),
  plain(
    'Rn',
    received((socket) => orNull(socket.name)),
  ),
  plain('RAi', received(at.advertisedIp)),
  plain('RAp', received(shownPort)),
  plain('RAu', received(at.advertisedUri)),
  plain('RAut', received(at.advertisedUriFull)),
  plain(
    'fs',
    forced((socket) => socket.text),
    writeForced((cx, text) => cx.core.sockets.findText(text)),
  ),
  plain(
    'fsn',
    forced((socket) => orNull(socket.name)),
    writeForced((cx, text) => cx.core.sockets.named(text)),
  ),
  // of what leaves, in onSendRoute, and of what arrives, in onMsgReceived: nowhere else has upstream a value either
  words('snd', SENT),
  words('sndto', SENT),
  words('sndfrom', SENT_FROM),
  words('rcv', RECEIVED),
  words('recv', RECEIVED),
  plain('fsp', (cx) => cx.target.socket?.port ?? 0),
];
