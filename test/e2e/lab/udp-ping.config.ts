import { base } from './base.ts';

const config: object = base({ natping_interval: 2 });
export default config;
