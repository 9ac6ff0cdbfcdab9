import { base } from './base.ts';

const config: object = base({ natping_interval: 0 });
export default config;
