import { base } from './base.ts';

const config: object = base({ natping_interval: 2, sipping_bflag: 7, sipping_from: 'sip:pinger@203.0.113.10' });
export default config;
