import { base } from './base.ts';

const config: object = {
  ...base({ natping_interval: 1, ping_nated_only: 0, natping_socket: '203.0.113.9:5999' }),
  warmUp: 0,
};
export default config;
