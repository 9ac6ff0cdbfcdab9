import { ANYTHING, NOTHING, type OctetSet } from './octets.ts';
import { NEWLINE, differ, hasGroup, prefix, sameEnd, startsOf, walkedSigns } from './shape.ts';
import type { Node } from './syntax.ts';

// How many steps a backtracking engine may need for a pattern, at worst and on any text, and whether it finds what POSIX calls the
// match (leftmost, then longest). Both turn on where the engine has a choice: at a repetition or between alternatives, when what
// comes next may begin with the same octet. `[^@]+@` leaves none, `.*@` does.

/** What is known about a pattern. */
export interface Cost {
  /** A first match is the longest one, with the groups that glibc gives. */
  readonly exact: boolean;
  /** Parts when each repetition is written out: what RE2 may do at each octet. */
  readonly size: number;
  /** The steps are as many as the octets that are passed, times a constant. */
  readonly linear: boolean;
  /** @returns most steps on a text of that length; Infinity when there is no bound worth the name */
  steps(length: number): number;
}

/** What may follow a part: signs of the text, the end being one. */
interface Next {
  readonly signs: OctetSet;
  /** Before these the rest fits in any case, and never sends the engine back: everything, where nothing need follow. */
  readonly certain: OctetSet;
}

/** A part, seen from the front. */
interface Part {
  /** What it begins with, and what follows when it may be empty. */
  readonly first: OctetSet;
  readonly empty: boolean;
  /** It always matches something, be it nothing. */
  readonly sure: boolean;
  /** It leads to no more than `ways * length ** degree` different places. */
  readonly ways: number;
  readonly degree: number;
  /** Something is repeated without choice, but may be walked again after each failure. */
  readonly walks: boolean;
  /** Steps for what is not repeated. */
  readonly size: number;
  /** Most of them between one choice of a loop and the next one. */
  readonly stretch: number;
  readonly choices: boolean;
  /** Groups or empty repetitions on which JavaScript and POSIX differ. */
  readonly odd: boolean;
}

/** Weighs a pattern. */
export function costOf(root: Node): Cost {
  const part = weigh(root, { signs: NOTHING, certain: ANYTHING }, false);
  const walked = walkedSigns(root);
  const lead = prefix(root);
  const perStart = part.degree + (part.walks ? 1 : 0);
  const once = lead.anchor === 'begin' || (lead.anchor === 'lineBegin' && !walked.meets(NEWLINE));
  const { ways, size } = part;
  return {
    size,
    linear: perStart === 0 && ways < Infinity,
    exact: !part.odd && (!part.choices || sameEnd(root, walked)),
    steps: (length) => {
      if (ways === Infinity) return Infinity;
      const n = Math.max(1, length);
      if (perStart === 0) return ways * n * size;
      // begin, ends of the loops with a choice and the place looked at stand in this order
      const tuples = once ? choose(n, perStart) : choose(n, perStart + 1) / lead.period;
      return ways * (n * size + tuples * (part.degree > 0 ? part.stretch : 1));
    },
  };
}

// in how many ways k places can be taken from n, the same ones more than once, in their order
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways *= (n + i) / (i + 1);
  return ways;
}

function weigh(node: Node, next: Next, inLoop: boolean): Part {
  switch (node.kind) {
    case 'octet':
    case 'place':
      return { ...EMPTY, ...startsOf(node), sure: false };
    case 'again':
      // anything, of any length
      return { ...EMPTY, ...startsOf(node), sure: false, walks: true, choices: true };
    case 'group':
      return weigh(node.body, next, inLoop);
    case 'sequence':
      return sequence(node.parts, next, inLoop);
    case 'alternatives':
      return alternatives(node.parts, next, inLoop);
    case 'repeat':
      return repeat(node.body, node.least, node.most, next, inLoop);
  }
}

const EMPTY: Part = {
  first: NOTHING,
  empty: true,
  sure: true,
  ways: 1,
  degree: 0,
  walks: false,
  size: 1,
  stretch: 1,
  choices: false,
  odd: false,
};

function sequence(parts: readonly Node[], next: Next, inLoop: boolean): Part {
  let whole: Part = EMPTY;
  let after = next;
  // from behind: what stands in front of the last choice seen, and the longest such stretch
  let run = 0;
  let stretch = 0;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = weigh(parts[i]!, after, inLoop);
    stretch = Math.max(stretch, run + (part.degree > 0 ? part.stretch : part.size));
    run = part.degree > 0 ? part.stretch : run + part.size;
    whole = {
      first: part.empty ? part.first.or(whole.first) : part.first,
      empty: part.empty && whole.empty,
      sure: part.sure && whole.sure,
      ways: part.ways * whole.ways,
      degree: part.degree + whole.degree,
      walks: part.walks || whole.walks,
      size: part.size + whole.size,
      stretch,
      choices: part.choices || whole.choices,
      odd: part.odd || whole.odd,
    };
    after = { signs: part.empty ? part.first.or(after.signs) : part.first, certain: certainBefore(parts[i]!, part, after) };
  }
  return whole;
}

function isDone(next: Next): boolean {
  return ANYTHING.within(next.certain);
}

// where a part and what follows it fit in any case
function certainBefore(node: Node, part: Part, after: Next): OctetSet {
  if (!isDone(after)) return NOTHING;
  if (part.sure) return ANYTHING;
  const whole = node.kind === 'octet' || (node.kind === 'place' && !part.empty);
  return whole ? part.first : NOTHING;
}

function alternatives(parts: readonly Node[], next: Next, inLoop: boolean): Part {
  const each = parts.map((part) => weigh(part, next, inLoop));
  const starts = each.map((part) => (part.empty ? part.first.or(next.signs).or(isDone(next) ? ANYTHING : NOTHING) : part.first));
  let choices = each.some((part) => part.choices);
  let chosen = false;
  for (let i = 0; i < parts.length; i++) {
    for (let j = i + 1; j < parts.length; j++) if (starts[i]!.meets(starts[j]!) && !differ(parts[i]!, parts[j]!)) chosen = true;
  }
  choices ||= chosen;
  const sum = (of: (part: Part) => number): number => each.reduce((total, part) => total + of(part), 0);
  return {
    first: each.reduce((all, part) => all.or(part.first), NOTHING),
    empty: each.some((part) => part.empty),
    sure: each.some((part) => part.sure),
    ways: chosen ? sum((part) => part.ways) : Math.max(...each.map((part) => part.ways)),
    degree: Math.max(...each.map((part) => part.degree)),
    walks: each.some((part) => part.walks),
    size: sum((part) => part.size),
    stretch: sum((part) => Math.max(part.stretch, part.size)),
    choices,
    odd: each.some((part) => part.odd) || (inLoop && parts.some(hasGroup)),
  };
}

function repeat(body: Node, least: number, most: number, next: Next, inLoop: boolean): Part {
  const loops = most > 1;
  // behind one round comes the next one, or what stands behind all
  const around = loops
    ? weigh(body, { signs: startsOf(body).first.or(next.signs), certain: isDone(next) ? ANYTHING : NOTHING }, true)
    : weigh(body, next, inLoop);
  const free = least !== most;
  const chosen = free && (around.first.meets(next.signs) || around.empty);
  const fixed = around.ways === 1 && around.degree === 0 && !around.choices && !around.empty;
  const single = body.kind === 'octet' || (body.kind === 'group' && body.body.kind === 'octet');
  let { ways, degree, walks } = around;
  if (loops && !fixed) ways = Infinity;
  else if (chosen && loops) {
    // each number of rounds is a way
    if (most === Infinity) degree += 1;
    else ways *= most - least + 1;
  } else if (chosen) ways += 1;
  // one octet after the other, up to where the rest fits in any case: that is walked once
  const once = single && (chosen || ANYTHING.within(around.first.or(next.certain)));
  if (loops && most === Infinity && !once) walks = true;
  const copies = Math.max(1, most === Infinity ? least : most);
  return {
    first: around.first,
    empty: least === 0 || around.empty,
    sure: least === 0 || around.sure,
    ways,
    degree,
    walks,
    size: around.size * copies,
    stretch: Math.max(around.stretch, around.size * copies),
    choices: around.choices || chosen,
    odd: around.odd || around.empty || (least === 0 && inLoop && hasGroup(body)),
  };
}
