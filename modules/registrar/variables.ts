import type { PseudoVariable, RouteContext, Value } from '../../runtime/module.ts';
import { ulc } from './fetched.ts';

/** Variables of the module (modules.md 5.1, 13). */
export const variables: readonly PseudoVariable[] = [
  ulc,
  {
    name: 'ruid',
    summary: 'id of the contact that `lookup()` made the Request-URI',
    inner: 'none',
    get: (cx: RouteContext): Value | null => cx.target.ruid || null,
  },
  {
    name: 'location_ua',
    summary: 'User-Agent of the contact that `lookup()` made the Request-URI',
    inner: 'none',
    get: (cx: RouteContext): Value | null => cx.target.userAgent || null,
  },
];
