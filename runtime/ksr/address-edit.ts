import type { RouteContext } from '../routing/context.ts';
import { breaksLine, wireText } from '../sip/chars.ts';
import type { Edit } from '../sip/edits.ts';
import type { NameAddr } from '../sip/name-addr.ts';

/** What a script made of From or To in this message so far; replaced, never changed: contexts of one message share it. */
interface AddressChange {
  /** '' removes the display name, null leaves it. */
  readonly display: string | null;
  readonly uri: string | null;
  readonly edits: readonly Edit[];
}

const SLOT = { from: Symbol('changes of From'), to: Symbol('changes of To') } as const;

/** @returns the URI that From or To will have: the one a script wrote, else the received one; null when unreadable */
export function addressUri(cx: RouteContext, which: 'from' | 'to'): string | null {
  return pending(cx, which)?.uri ?? cx.message[which]?.uriText ?? null;
}

/**
 * Records that From or To shall leave with another URI or display name. The last text counts, whatever was written before;
 * readers go on seeing the received one (spec/modules.md 1.4).
 *
 * @param change what to write: the URI; the display name with its quotes where it needs them, '' for none, null for the one received
 * @returns false when the header can not be read, or the text holds CR, LF or NUL
 */
export function changeAddress(
  cx: RouteContext,
  which: 'from' | 'to',
  change: { uri?: string; display?: string | null },
): boolean {
  const address = cx.message[which];
  if (address === null) return false;
  const before = pending(cx, which);
  const uri = change.uri === undefined ? (before?.uri ?? null) : wireText(change.uri);
  const name = change.display === undefined ? (before?.display ?? null) : change.display;
  const display = name === null ? null : wireText(name);
  if ((uri !== null && breaksLine(uri)) || (display !== null && breaksLine(display))) {
    cx.core.log.error('an address may not hold CR, LF or NUL', { header: which, uri, display });
    return false;
  }
  const { edits } = cx.message;
  for (const old of before?.edits ?? []) edits.drop(old);
  const made = editsOf(address, uri, display);
  for (const fresh of made) edits.push(fresh);
  cx.setSlot(SLOT[which], { display, uri, edits: made } satisfies AddressChange);
  return true;
}

function pending(cx: RouteContext, which: 'from' | 'to'): AddressChange | undefined {
  const change = cx.slot<AddressChange>(SLOT[which]);
  // once the changes were applied, the message has edits of its own
  return change !== undefined && cx.message.edits.made.includes(change.edits[0]!) ? change : undefined;
}

function editsOf(address: NameAddr, uri: string | null, display: string | null): Edit[] {
  const made: Edit[] = [];
  const { displayStart, displayEnd, uriStart, uriEnd, bracketed } = address;
  // RFC 3261 20.10: a display name needs the brackets, and a URI whose parameters would become those of the field
  const wraps = !bracketed && (display !== null || (uri !== null && needsBrackets(uri)));
  if (display !== null) {
    if (displayEnd > displayStart) made.push(edit(displayStart, displayEnd, display));
    else if (bracketed) made.push(edit(displayStart, displayStart, `${display} `));
  }
  if (wraps) made.push(edit(uriStart, uriEnd, `${display === null ? '' : `${display} `}<${uri ?? address.uriText}>`));
  else if (uri !== null) made.push(edit(uriStart, uriEnd, uri));
  return made;
}

function needsBrackets(uri: string): boolean {
  return uri.includes(';') || uri.includes(',') || uri.includes('?');
}

function edit(at: number, end: number, text: string): Edit {
  return { at, end, text, late: null };
}
