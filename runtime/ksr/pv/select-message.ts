import type { RouteContext } from '../../routing/context.ts';
import { trimEnd } from '../../sip/chars.ts';
import type { Via } from '../../sip/via.ts';
import { orNull, type Read, type SelectDefinition } from './definition.ts';
import { nthHeader } from './headers.ts';
import { startLine } from './message-text.ts';
import { selectStep } from './select.ts';
import { viasOf } from './via.ts';

// Selects of Via, CSeq, plain fields, and the message as text: `via[2].host`, `cseq.method`, `msg.len`, `src.ip`

// 1 is the topmost, -1 the last
function nthVia(cx: RouteContext, index: number): Via | null {
  return index >= 0 ? cx.message.nthVia(Math.max(1, index)) : (viasOf(cx.message).at(index) ?? null);
}

const VIA: ReadonlyMap<string, (via: Via) => string | null> = new Map<string, (via: Via) => string | null>([
  ['name', (via) => via.name],
  ['version', (via) => via.version],
  ['transport', (via) => via.transport],
  ['host', (via) => via.host],
  ['port', (via) => orNull(via.portText)],
  ['branch', (via) => orNull(via.branch)],
  ['received', (via) => orNull(via.received)],
  ['rport', (via) => orNull(via.param('rport') ?? '')],
  ['i', (via) => orNull(via.param('i') ?? '')],
  ['alias', (via) => orNull(via.param('alias') ?? '')],
]);

const viaSelect: SelectDefinition = (path) => {
  const step = selectStep(path[0]!);
  if (step === null) return null;
  const index = step.index ?? 1;
  const [, first, second] = path;
  if (path.length > 3 || (path.length === 3 && first !== 'params')) return null;
  const read = first === undefined ? (via: Via) => via.toString() : viaPart(first, second);
  if (read === null) return null;
  return (cx) => {
    const via = nthVia(cx, index);
    return via === null ? null : read(via);
  };
};

function viaPart(first: string, second: string | undefined): ((via: Via) => string | null) | null {
  if (first !== 'params') return VIA.get(first) ?? null;
  const name = second?.toLowerCase();
  return name === undefined ? null : (via) => orNull(via.param(name) ?? '');
}

/** Selects without anything below them, and those with one level of fixed words. */
function tree(words: Readonly<Record<string, Read>>): SelectDefinition {
  const reads = new Map(Object.entries(words));
  return (path) => {
    if (path.length > 2 || selectStep(path[0]!)?.index !== null) return null;
    return reads.get(path[1] ?? '') ?? null;
  };
}

function field(name: string): SelectDefinition {
  return tree({ '': (cx) => nthHeader(cx, name, 0) });
}

// without its parameters (RFC 6665 8.2.1)
function eventPackage(cx: RouteContext): string | null {
  const text = nthHeader(cx, 'Event', 0);
  if (text === null) return null;
  const semicolon = text.indexOf(';');
  const end = semicolon < 0 ? text.length : semicolon;
  return text.slice(0, trimEnd(text, 0, end));
}

// all bodies of the header, without white space at their ends; `_` in the name stands for `-`
const valueSelect: SelectDefinition = (path) => {
  const name = path[1]?.replaceAll('_', '-');
  if (name === undefined || name === '' || path.length > 2) return null;
  return (cx) => {
    const { message } = cx;
    let out: string | null = null;
    for (let at = message.findByName(name); at >= 0; at = message.findByName(name, at + 1)) {
      const { bodyStart, bodyEnd } = message.field(at);
      const value = message.text.slice(bodyStart, trimEnd(message.text, bodyStart, bodyEnd));
      out = out === null ? value : `${out},${value}`;
    }
    return out;
  };
};

const text: Read = (cx) => cx.message.text.slice(0, cx.message.end);

export const messageSelects: readonly (readonly [string, SelectDefinition])[] = [
  ['via', viaSelect],
  [
    'cseq',
    tree({
      '': (cx) => nthHeader(cx, 'CSeq', 0),
      num: (cx) => {
        const { cseq } = cx.message;
        return cseq === null ? null : cx.message.text.slice(cseq.numberStart, cseq.numberEnd);
      },
      method: (cx) => cx.message.cseq?.method ?? null,
    }),
  ],
  ['method', tree({ '': (cx) => (cx.message.isRequest ? cx.message.method : null) })],
  ['call_id', field('Call-ID')],
  ['event', tree({ '': eventPackage })],
  ['expires', field('Expires')],
  ['subject', field('Subject')],
  ['user_agent', field('User-Agent')],
  ['max_forwards', field('Max-Forwards')],
  ['content_type', field('Content-Type')],
  ['date', field('Date')],
  ['organization', field('Organization')],
  ['hf_value', valueSelect],
  [
    'msg',
    tree({
      '': text,
      first_line: startLine,
      header: (cx) => cx.message.text.slice(cx.message.headersStart, cx.message.bodyStart),
      body: (cx) => cx.message.text.slice(cx.message.bodyStart, cx.message.end),
      type: (cx) => (cx.message.isRequest ? '1' : '2'),
      len: (cx) => String(cx.message.end),
    }),
  ],
  [
    'src',
    tree({
      ip: (cx) => cx.source.ip,
      port: (cx) => String(cx.source.port),
      ip_port: (cx) => `${cx.source.ip}:${cx.source.port}`,
    }),
  ],
  [
    'dst',
    tree({
      ip: (cx) => cx.source.socket.ip,
      port: (cx) => String(cx.source.socket.port),
      ip_port: (cx) => `${cx.source.socket.ip}:${cx.source.socket.port}`,
    }),
  ],
  [
    'received',
    tree({
      proto: (cx) => cx.source.proto,
      ip: (cx) => cx.source.socket.ip,
      port: (cx) => String(cx.source.socket.port),
      ip_port: (cx) => `${cx.source.socket.ip}:${cx.source.socket.port}`,
      proto_ip_port: (cx) => `${cx.source.proto}:${cx.source.socket.ip}:${cx.source.socket.port}`,
    }),
  ],
];
