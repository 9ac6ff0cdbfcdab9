// Measures one subject in a process of its own, so that none meets a compiler that has seen the others.
// usage: node child.ts SUBJECT; prints a Cost as JSON

import { calibration } from './calibration.ts';
import { cost } from './rounds.ts';
import { subjects } from './subjects.ts';

const name = process.argv[2];
const subject = subjects.find((one) => one.name === name);
if (subject === undefined) throw new Error(`there is no subject "${name}"`);
const operation = await subject.setUp();
const measured = cost(operation, calibration, { warm: 400, round: 3, rounds: 120, now: () => performance.now() });
process.stdout.write(JSON.stringify(measured));
