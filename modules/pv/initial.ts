import { KsrError, wireText, type Value } from '../../runtime/module.ts';

/**
 * Reads a first value of a variable: `name=s:text` or `name=i:number`.
 * @param key the parameter it stands in, for the error
 * @throws KsrError E_CONFIG_VALUE when it is neither
 */
export function parseInitial(key: 'shvset' | 'varset', text: string): { readonly name: string; readonly value: Value } {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(0, equals)).trim();
  const type = text.slice(equals + 1, equals + 3);
  const value = text.slice(equals + 3);
  if (name !== '' && type === 's:') return { name, value: wireText(value) };
  if (name !== '' && type === 'i:' && isInteger(value)) return { name, value: Number(value) };
  throw new KsrError('E_CONFIG_VALUE', {
    file: 'kamailio.config.ts',
    key: `modules.pv.${key}`,
    problem: `has "${text}", which is not name=s:text or name=i:number`,
    hint: 'Write "limit=i:5" or "greeting=s:hello".',
  });
}

function isInteger(text: string): boolean {
  return text !== '' && Number.isSafeInteger(Number(text));
}
