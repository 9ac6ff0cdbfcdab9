import { parsePattern, type Node, type PatternFlags } from '../../../../runtime/ksr/pattern/syntax.ts';

/** Goes on behind a part. @returns whether the rest fits */
type Then = (at: number) => boolean;

/**
 * A backtracking engine that tries in the order of JavaScript's, and counts.
 * @returns how many parts were tried until the first match, or until there is none; Infinity when more than `most`
 */
export function backtracks(source: string, flags: PatternFlags, subject: string, most: number): number {
  const { root } = parsePattern(source, flags)!;
  let steps = 0;
  const fits = (node: Node, at: number, then: Then): boolean => {
    if (++steps > most) throw new RangeError('too many');
    switch (node.kind) {
      case 'octet':
        return at < subject.length && node.set.has(subject.charCodeAt(at)) && then(at + 1);
      case 'place':
        if (node.place === 'begin') return at === 0 && then(at);
        if (node.place === 'end') return at === subject.length && then(at);
        throw new TypeError(`${node.place} is not tried here`);
      case 'group':
        return fits(node.body, at, then);
      case 'sequence':
        return sequence(node.parts, 0, at, then);
      case 'alternatives':
        return node.parts.some((part) => fits(part, at, then));
      case 'repeat':
        return repeat(node, 0, at, then);
      case 'again':
        throw new TypeError('again is not tried here');
    }
  };
  const sequence = (parts: readonly Node[], i: number, at: number, then: Then): boolean =>
    i === parts.length ? then(at) : fits(parts[i]!, at, (next) => sequence(parts, i + 1, next, then));
  const repeat = (node: Extract<Node, { kind: 'repeat' }>, rounds: number, at: number, then: Then): boolean => {
    const again = (): boolean =>
      rounds < node.most &&
      fits(node.body, at, (next) => (next > at || rounds < node.least) && repeat(node, rounds + 1, next, then));
    return again() || (rounds >= node.least && then(at));
  };
  try {
    for (let at = 0; at <= subject.length; at++) if (fits(root, at, () => true)) break;
    return steps;
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}
