// Carries stdin and stdout to a TCP port of 127.0.0.1, the first argument; run inside a namespace by baresip.ts.
import { connect } from 'node:net';

let tries = 0;

function open(): void {
  const line = connect(Number(process.argv[2]), '127.0.0.1');
  line.once('connect', () => {
    process.stdin.pipe(line);
    line.pipe(process.stdout);
    line.once('close', () => process.exit(0));
  });
  line.on('error', () => {
    if (++tries > 100) process.exit(1);
    setTimeout(open, 50); // baresip is still starting
  });
}

open();
