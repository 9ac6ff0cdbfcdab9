import { GT, QMARK, SEMI, indexOfChar, type RouteContext } from '../../runtime/module.ts';
import { TILDE } from './set-alias.ts';
import type { Settings } from './settings.ts';

const TRANSPORT: readonly string[] = ['', 'udp', 'tcp', 'tls', 'sctp', 'ws', 'ws'];

/**
 * Reads the alias of the received Contact and stores it as URI in a pseudo-variable (spec/nathelper.md 4.8).
 *
 * @param name the variable in full: `$avp(x)`
 * @returns 1 stored · -1 not exactly one contact, no alias that can be read, or no variable that can be written
 */
export function aliasToVariable(cx: RouteContext, settings: Settings, name: string): 1 | -1 {
  const { contacts } = cx.message;
  if (contacts === null || contacts.length !== 1) return -1;
  const { start, end, text } = contacts[0]!;
  const uri = aliasUri(text, start, end, settings.aliasParam);
  if (uri === '' || !settings.pv.writable(name)) return -1;
  return settings.pv.set(cx, name, uri) ? 1 : -1;
}

// Searched in all of the contact, display name and header parameters included; '' when there is none
function aliasUri(text: string, from: number, to: number, aliasParam: string): string {
  const at = text.indexOf(aliasParam, from);
  if (at < 0 || to - at <= aliasParam.length + 5) return '';
  const value = at + aliasParam.length;
  const first = indexOfChar(text, TILDE, value, to);
  const second = first < 0 ? -1 : indexOfChar(text, TILDE, first + 1, to);
  if (second < 0 || second + 1 >= to) return '';
  const transport = TRANSPORT[text.charCodeAt(second + 1) - 48] ?? '';
  if (transport === '' || !endsParam(text, second + 2, to)) return '';
  return `sip:${text.slice(value, first)}:${text.slice(first + 1, second)};transport=${transport}`;
}

function endsParam(text: string, at: number, to: number): boolean {
  if (at >= to) return true;
  const c = text.charCodeAt(at);
  return c === SEMI || c === GT || c === QMARK || c === 34;
}
