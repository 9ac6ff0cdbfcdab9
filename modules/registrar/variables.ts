import type { PseudoVariable, RouteContext, Value } from '../../runtime/module.ts';
import { ulc } from './fetched.ts';

/** Variables of the module (modules.md 5.1, 13). */
export const variables: readonly PseudoVariable[] = [
  ulc,
  /** `$ruid`: id of the contact that lookup() made the Request-URI. */
  { name: 'ruid', inner: 'none', get: (cx: RouteContext): Value | null => cx.target.ruid || null },
  /** `$location_ua`: its User-Agent. */
  { name: 'location_ua', inner: 'none', get: (cx: RouteContext): Value | null => cx.target.userAgent || null },
];
