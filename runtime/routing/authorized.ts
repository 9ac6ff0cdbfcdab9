import type { RouteContext } from './context.ts';

// Whose credentials were checked: a module that checks them says so here, and others ask.

const AUTHORIZED: unique symbol = Symbol('user of the checked credentials');

/** Notes that the credentials of a request were checked and are right. @param user their user name, without `@` and what follows */
export function authorize(cx: RouteContext, user: string): void {
  cx.setSlot(AUTHORIZED, user);
}

/** @returns user name of the credentials that were checked, '' when none were */
export function authorizedUser(cx: RouteContext): string {
  return cx.slot<string>(AUTHORIZED) ?? '';
}
