import { isDigit } from '../../runtime/module.ts';

const PLUS = 43;

/** @returns whether the text is a telephone number: digits, with a `+` in front or without */
export function isTelephoneNumber(text: string): boolean {
  return isNumeric(text, text.charCodeAt(0) === PLUS ? 1 : 0);
}

/** @returns whether the text from `from` on has digits only, and one at least */
export function isNumeric(text: string, from: number = 0): boolean {
  if (from >= text.length) return false;
  for (let i = from; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** @returns whether the text has nothing but ASCII letters, digits and the characters of `more`, and one of them at least */
export function isAlphanumeric(text: string, more: string = ''): boolean {
  if (text === '') return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const letter = (c | 32) >= 97 && (c | 32) <= 122;
    if (!letter && !isDigit(c) && !more.includes(text[i]!)) return false;
  }
  return true;
}
