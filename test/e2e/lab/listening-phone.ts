// A phone that registers once and says what reaches it: `node listening-phone.ts ADDRESS PORT SERVER`.
// Each datagram is a line: where it came from, and its first octets in hexadecimal.

import { createSocket } from 'node:dgram';

const [ip = '', port = '', server = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('message', (bytes, from) =>
  process.stdout.write(`${from.address}:${from.port} ${bytes.subarray(0, 8).toString('hex')}\n`),
);
socket.bind(Number(port), ip, () => {
  const lines = [
    `REGISTER sip:${server} SIP/2.0`,
    `Via: SIP/2.0/UDP ${ip}:${port};branch=z9hG4bKlistening;rport`,
    `From: <sip:erin@${server}>;tag=listening`,
    `To: <sip:erin@${server}>`,
    'Call-ID: listening',
    'CSeq: 1 REGISTER',
    'Max-Forwards: 70',
    `Contact: <sip:erin@${ip}:${port}>`,
    'Expires: 60',
    'Content-Length: 0',
    '',
    '',
  ];
  socket.send(lines.join('\r\n'), 5060, server);
});
