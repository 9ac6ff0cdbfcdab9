import { trimEnd, type HeaderField, type Pattern, type SipMessage } from '../../runtime/module.ts';

/** @returns whether there is a field of that name; an empty name is none */
export function isPresent(message: SipMessage, name: string): boolean {
  return name !== '' && message.findByName(name) >= 0;
}

/** @returns whether the name of a field fits */
export function isPresentLike(message: SipMessage, pattern: Pattern): boolean {
  return message.headers.some((field) => pattern.fits(message.fieldName(field)));
}

/** Removes all fields of a name. */
export function removeNamed(message: SipMessage, name: string): void {
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) remove(message, message.field(i));
}

/**
 * Removes fields whose name fits.
 * @param except names that fit this stay; null for none
 * @returns whether there were any
 */
export function removeLike(message: SipMessage, pattern: Pattern, except: Pattern | null): boolean {
  let any = false;
  for (const field of message.headers) {
    const name = message.fieldName(field);
    if (!pattern.fits(name) || except?.fits(name) === true) continue;
    any = true;
    remove(message, field);
  }
  return any;
}

/** Tells whether the body of a field is what is looked for. */
export type BodyTest = (body: string) => boolean;

/** Removes fields of a name by their body, without white space at its end. @returns whether there were any */
export function removeMatching(message: SipMessage, name: string, test: BodyTest): boolean {
  let any = false;
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) {
    const field = message.field(i);
    const { bodyStart, bodyEnd } = field;
    if (!test(message.text.slice(bodyStart, trimEnd(message.text, bodyStart, bodyEnd)))) continue;
    any = true;
    remove(message, field);
  }
  return any;
}

/** Removes the n-th field of a name, 0 the first, -1 the last. @returns whether there is one */
export function removeNth(message: SipMessage, name: string, n: number): boolean {
  const found: HeaderField[] = [];
  for (let i = message.findByName(name); i >= 0; i = message.findByName(name, i + 1)) found.push(message.field(i));
  const field = found[n < 0 ? found.length + n : n];
  if (field === undefined) return false;
  remove(message, field);
  return true;
}

function remove(message: SipMessage, field: HeaderField): void {
  message.edits.remove(field.start, field.end);
}
