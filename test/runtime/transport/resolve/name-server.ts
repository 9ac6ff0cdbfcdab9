import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 28: 'AAAA', 33: 'SRV', 35: 'NAPTR' };
/** A name as it stands in a record. */
export const name = (text: string): Buffer => {
  const labels = text.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);
};
/** 16 bits. */
export const short = (n: number): Buffer => Buffer.from([n >> 8, n & 255]);
/** A character-string. */
export const text = (value: string): Buffer => Buffer.from([value.length, ...Buffer.from(value)]);

/** A name server of a few lines (RFC 1035 4.1) on loopback. `zone` maps `A host` to the data of its records; no entry: no such name. */
export async function serve(zone: Readonly<Record<string, Buffer[]>>, ttl: number): Promise<Socket> {
  const socket = createSocket('udp4', (query, from) => {
    let at = 12;
    const labels: string[] = [];
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const type = query.readUInt16BE(at + 1);
    const data = zone[`${TYPES[type]} ${labels.join('.').toLowerCase()}`];
    const records = (data ?? []).map((rdata) =>
      Buffer.concat([Buffer.from([0xc0, 12]), short(type), short(1), short(0), short(ttl), short(rdata.length), rdata]),
    );
    const header = [
      query.subarray(0, 2),
      Buffer.from([0x81, data ? 0x80 : 0x83]),
      short(1),
      short(records.length),
      short(0),
      short(0),
    ];
    socket.send(Buffer.concat([...header, query.subarray(12, at + 5), ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
