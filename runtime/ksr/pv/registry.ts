import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import type { Expression, Expressions, TextFormat } from '../../routing/expression.ts';
import type { Logger } from '../../routing/logger.ts';
import type { Clock } from '../../timer/clock.ts';
import { transformed } from '../transform/transform.ts';
import { coreVariables } from './core-variables.ts';
import { Accessor, valueText, type Compiling, type Definition, type Index, type SelectDefinition } from './definition.ts';
import { compileFormat } from './format.ts';
import { meantBy } from './meant.ts';
import { parsePvText, type ParsedText } from './parse.ts';
import { coreSelects } from './selects.ts';

/** A variable that a module brings along: `PseudoVariable` of the module contract. */
export interface ContributedVariable {
  readonly name: string;
  readonly inner: 'none' | 'text';
  /** The inner part is the text of a variable that this one reads itself, as in `$T_req($ru)`. */
  readonly rawInner?: true;
  get(cx: RouteContext, inner: string, index: Index): Value | null;
  set?(cx: RouteContext, inner: string, index: Index, value: Value | null): boolean;
}

/** A select that a module brings along: `Select` of the module contract. */
export type ContributedSelect = (cx: RouteContext, path: readonly string[]) => string | null;

/** What the registry takes from its server. */
export interface PvServices {
  readonly log: Logger;
  readonly clock: Clock;
  /** `$version(num)`; '' when unknown. */
  readonly version?: string;
}

// Scripts name variables by literal texts, some hundred at most. Texts built from what a peer sent would fill the map for
// ever, so it is emptied when it is full: literals come back with their next use.
const MAX_TEXTS = 4096;

// What nests is compiled by recursion; a text built from what a peer sent may be of any length.
const MAX_LENGTH = 8192;

const UNKNOWN: Accessor = new Accessor(() => null, null, null, false);

/**
 * The pseudo-variables and selects of one server: those of the runtime, and those that modules bring along
 * (spec/modules.md 5.1). Each text is parsed once.
 */
export class PvRegistry implements Expressions, Compiling {
  private readonly log: Logger;
  private readonly definitions: Map<string, Definition> = new Map();
  private readonly selects: Map<string, SelectDefinition> = new Map();
  private readonly texts: Map<string, Expression> = new Map();
  private readonly formats: Map<string, TextFormat | null> = new Map();

  constructor(services: PvServices) {
    this.log = services.log;
    for (const definition of coreVariables(services)) this.definitions.set(definition.name, definition);
    for (const [name, select] of coreSelects()) this.selects.set(name, select);
  }

  /** Adds a module's variable; one of the same name is replaced. */
  add(variable: ContributedVariable): void {
    this.define({
      name: variable.name,
      ...(variable.rawInner && { rawInner: true }),
      compile: (inner, index) => {
        if ((variable.inner === 'text') !== (inner !== null)) return null;
        const text = inner ?? '';
        const set = variable.set?.bind(variable);
        return new Accessor(
          (cx) => variable.get(cx, text, index),
          set === undefined ? null : (cx, value) => set(cx, text, index, value),
        );
      },
    });
  }
  /** Adds a variable of the runtime. */
  define(definition: Definition): void {
    this.definitions.set(definition.name, definition);
    this.forget();
  }
  /**
   * Adds a module's select.
   * @param name the first name: `nathelper`
   */
  addSelect(name: string, select: ContributedSelect): void {
    this.selects.set(name, (path) => {
      const rest = path.slice(1);
      return (cx) => select(cx, rest);
    });
    this.forget();
  }
  select(name: string): SelectDefinition | undefined {
    return this.selects.get(name);
  }

  expression(text: string): Expression {
    return this.texts.get(text) ?? this.remember(text);
  }

  format(text: string): TextFormat | null {
    const known = this.formats.get(text);
    if (known !== undefined) return known;
    const format = compileFormat(text, this);
    if (format === null) this.log.error('a text has a $ that begins no pseudo-variable', { text: text.slice(0, MAX_LENGTH) });
    if (text.length > MAX_LENGTH) return format;
    if (this.formats.size >= MAX_TEXTS) this.formats.clear();
    this.formats.set(text, format);
    return format;
  }

  /** @returns null when there is no value or no such variable */
  get(cx: RouteContext, text: string): Value | null {
    return this.expression(text).read(cx);
  }
  /** @returns false when there is no such variable, or the value is refused; true for one that can only be read */
  set(cx: RouteContext, text: string, value: Value | null): boolean {
    const expression = this.expression(text);
    if (expression.write === null) return expression.known;
    return expression.write(cx, value);
  }
  /** @returns whether the text names a variable that exists */
  exists(text: string): boolean {
    return this.expression(text).known;
  }
  /** @returns whether the text names a variable that can be written */
  writable(text: string): boolean {
    return this.expression(text).write !== null;
  }

  // what was compiled may name what is new
  private forget(): void {
    this.texts.clear();
    this.formats.clear();
  }

  private remember(text: string): Expression {
    if (this.texts.size >= MAX_TEXTS) this.texts.clear();
    const expression = this.compile(text);
    this.texts.set(text, expression);
    return expression;
  }

  private compile(text: string): Accessor {
    const parsed = typeof text === 'string' && text.length <= MAX_LENGTH ? parsePvText(text) : null;
    const accessor = parsed === null ? null : this.accessor(parsed);
    if (accessor === null) {
      const meant = parsed === null ? '' : meantBy(text, parsed, this.definitions, this);
      this.log.error('no such pseudo-variable', {
        text: typeof text === 'string' ? text.slice(0, MAX_LENGTH) : typeof text,
        ...(meant !== '' && { didYouMean: meant }),
      });
      return UNKNOWN;
    }
    return accessor;
  }

  private accessor(parsed: ParsedText): Accessor | null {
    const definition = this.definitions.get(parsed.name);
    if (definition === undefined) return null;
    const base = this.base(definition, parsed);
    if (base === null || parsed.transformations.length === 0) return base;
    return transformed(base, parsed.transformations, this);
  }

  private base(definition: Definition, parsed: ParsedText): Accessor | null {
    const { inner } = parsed;
    const index = parsed.index === null ? null : indexOf(parsed.index);
    const dynamicInner = inner !== null && inner.startsWith('$') && definition.rawInner !== true;
    const dynamicIndex = index === undefined && parsed.index!.startsWith('$');
    if (!dynamicInner && !dynamicIndex) return index === undefined ? null : definition.compile(inner, index, this);
    const innerOf = dynamicInner ? this.expression(inner) : null;
    const indexOfRun = dynamicIndex ? this.expression(parsed.index!) : null;
    if (innerOf?.known === false || indexOfRun?.known === false) return null;
    // the name is known only when it is read: made ready each time
    const now = (cx: RouteContext): Accessor | null => {
      const name = innerOf === null ? inner : innerOf.read(cx);
      const at = indexOfRun === null ? index! : indexOfRun.read(cx);
      const n = typeof at === 'string' ? indexOf(at) : at;
      if ((innerOf !== null && name === null) || n === undefined) return null;
      return definition.compile(name === null ? null : valueText(name), n, this);
    };
    return new Accessor(
      (cx) => now(cx)?.read(cx) ?? null,
      (cx, value) => {
        const accessor = now(cx);
        return accessor !== null && (accessor.write === null || accessor.write(cx, value));
      },
    );
  }
}

/** @returns undefined when the text is no index */
function indexOf(text: string): Index | undefined {
  if (text === '*') return '*';
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  let n = 0;
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9 || i - start >= 9) return undefined;
    n = n * 10 + digit;
  }
  if (text.length === start) return undefined;
  return negative ? -n : n;
}
