import { KsrError } from '../../runtime/module.ts';

/** A counter's full name. */
export interface CounterName {
  readonly group: string;
  readonly name: string;
}

/** @returns group and name: the first dot is between them, without one it is the group given */
export function counterName(text: string, group: string): CounterName {
  const dot = text.indexOf('.');
  return dot < 0 ? { group, name: text } : { group: text.slice(0, dot), name: text.slice(dot + 1) };
}

/**
 * Reads the declaration of a counter: `[group.]name`, and a description behind a space or a colon.
 * @throws KsrError E_CONFIG_VALUE when it is none
 */
export function parseDeclaration(text: string, group: string): CounterName & { readonly description: string } {
  let end = 0;
  while (end < text.length && text[end] !== ' ' && text[end] !== ':') end++;
  const full = counterName(text.slice(0, end), group);
  if (isWord(full.group) && isWord(full.name)) return { ...full, description: text.slice(end + 1).trim() };
  throw new KsrError('E_CONFIG_VALUE', {
    file: 'kamailio.config.ts',
    key: 'modules.counters.script_counter',
    problem: `has "${text}", which is not [group.]name`,
    hint: 'Write "calls", or "my.calls" for a group of its own, in letters, digits, _ and -.',
  });
}

function isWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c === '_' || c === '-')) return false;
  }
  return text !== '';
}
