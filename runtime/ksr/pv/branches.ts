import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { Destination } from '../../routing/destination.ts';
import { wireText } from '../../sip/chars.ts';
import { breaksRequestLine } from '../request-uri.ts';
import { Accessor, named, orNull, plain, type Definition, type Index } from './definition.ts';

// The destination set: $br, $bR, $ds, $branch(field), $sbranch(field) (spec/modules.md 2.6 and 5.1)

/** What `$branch(field)` reads and writes in one member of the destination set. */
interface Field {
  readonly get: (branch: Destination, cx: RouteContext) => Value | null;
  readonly put: (branch: Destination, value: Value | null, cx: RouteContext) => boolean;
}

function text(key: 'dstUri' | 'path' | 'ruid' | 'instance' | 'userAgent'): Field {
  return {
    get: (branch) => orNull(branch[key]),
    put: (branch, value) => {
      if (typeof value === 'number') return false;
      const put = wireText(value ?? '');
      if (key === 'dstUri' ? breaksRequestLine(put) : breaks(put)) return false;
      branch[key] = put;
      return true;
    },
  };
}

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  [
    'uri',
    {
      get: (branch, cx) => (branch.uri === '' ? cx.requestUri : branch.uri),
      put: (branch, value) => {
        const uri = uriOf(value);
        if (uri === '') return false;
        branch.uri = uri;
        return true;
      },
    },
  ],
  ['dst_uri', text('dstUri')],
  ['path', text('path')],
  [
    'q',
    {
      get: (branch) => (branch.q < 0 ? null : branch.q),
      put: (branch, value) => {
        if (typeof value === 'string' || (value !== null && (value < 0 || value > 1000))) return false;
        branch.q = value ?? -1;
        return true;
      },
    },
  ],
  [
    'send_socket',
    {
      get: (branch) => branch.socket?.text ?? null,
      put: (branch, value, cx) => {
        if (typeof value === 'number') return false;
        branch.socket = value === null ? null : cx.core.sockets.findText(value);
        return true;
      },
    },
  ],
  [
    'flags',
    {
      get: (branch) => branch.flags | 0,
      put: (branch, value) => {
        if (typeof value === 'string') return false;
        branch.flags = (value ?? 0) | 0;
        return true;
      },
    },
  ],
  ['ruid', text('ruid')],
  ['instance', text('instance')],
  ['user_agent', text('userAgent')],
]);

function uriOf(value: Value | null): string {
  if (typeof value !== 'string') return '';
  const uri = wireText(value);
  return breaksRequestLine(uri) ? '' : uri;
}

function breaks(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 13 || c === 10 || c === 0) return true;
  }
  return false;
}

/** Appends a branch with nothing but a URI. @returns false when there is no room for it, or the text is refused */
function append(cx: RouteContext, value: Value | null): boolean {
  const uri = uriOf(value);
  if (uri === '') return false;
  const branches = (cx.branches ??= []);
  if (branches.length + 1 >= cx.core.options.maxBranches) {
    cx.core.log.error('no more branches may be appended', { max_branches: cx.core.options.maxBranches });
    return false;
  }
  const branch = new Destination();
  branch.uri = uri;
  branches.push(branch);
  return true;
}

/** @returns q as SIP writes it: `0.3`, `1` */
export function qText(q: number): string {
  return String(q / 1000);
}

function entry(uri: string, q: number): string {
  return q < 0 ? uri : `<${uri}>;q=${qText(q)}`;
}

// the destination set as the Contact field of a 302 would show it
function asContact(cx: RouteContext): string | null {
  const { branches, target } = cx;
  let out = '';
  if (target.uri !== '') out = `<${target.uri}>${target.q < 0 ? '' : `;q=${qText(target.q)}`}`;
  for (const branch of branches ?? []) {
    const uri = branch.uri === '' ? cx.requestUri : branch.uri;
    out += `${out === '' ? '' : ', '}<${uri}>${branch.q < 0 ? '' : `;q=${qText(branch.q)}`}`;
  }
  return out === '' ? null : `Contact: ${out}`;
}

function field(inner: string, index: Index): Accessor | null {
  const word = inner.trim();
  if (word === 'count')
    return new Accessor((cx) => (cx.branches === null || cx.branches.length === 0 ? null : cx.branches.length));
  const part = FIELDS.get(word);
  if (part === undefined || index === '*') return null;
  const n = index ?? 0;
  const branchOf = (cx: RouteContext): Destination | undefined => cx.branches?.at(n);
  return new Accessor(
    (cx) => {
      const branch = branchOf(cx);
      return branch === undefined ? null : part.get(branch, cx);
    },
    (cx, value) => {
      const branch = branchOf(cx);
      return branch !== undefined && part.put(branch, value, cx);
    },
  );
}

function staticField(inner: string): Accessor | null {
  const part = FIELDS.get(inner.trim());
  if (part === undefined) return null;
  return new Accessor(
    (cx) => {
      const { sbranch } = cx.variables.shared;
      return inner.trim() === 'uri' ? orNull(sbranch.uri) : part.get(sbranch, cx);
    },
    (cx, value) => part.put(cx.variables.shared.sbranch, value, cx),
  );
}

export const branchVariables: readonly Definition[] = [
  plain('br', (cx) => cx.branches?.[0]?.uri ?? null, append),
  plain('bR', (cx) => {
    if (cx.branches === null || cx.branches.length === 0) return null;
    return cx.branches.map((branch) => entry(branch.uri === '' ? cx.requestUri : branch.uri, branch.q)).join(', ');
  }),
  plain('ds', asContact),
  named('branch', field),
  named('sbranch', staticField),
];
