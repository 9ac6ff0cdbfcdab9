import type { BindingValues } from '../../../modules/usrloc/api.ts';

/** What tests begin with: 1 January 2026, 00:00 UTC, in seconds. */
export const START = 1_767_225_600;

/** Values of a binding; what a test does not care for has a default. */
export function bindingValues(some: Partial<BindingValues> = {}): BindingValues {
  return {
    uri: 'sip:alice@192.0.2.4:5062',
    received: '',
    path: '',
    expires: START + 3600,
    q: -1,
    callId: 'call-1',
    cseq: 1,
    flags: 0,
    cflags: 0,
    userAgent: 'phone/1.0',
    socket: 'udp:198.51.100.10:5060',
    methods: 0xffffffff,
    instance: '',
    regId: 0,
    serverId: 0,
    connectionId: 0,
    flow: '0:0:0',
    attributes: null,
    ...some,
  };
}
