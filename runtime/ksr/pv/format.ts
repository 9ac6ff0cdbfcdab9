import type { RouteContext } from '../../routing/context.ts';
import type { Expression, Expressions, TextFormat } from '../../routing/expression.ts';
import { wireText } from '../../sip/chars.ts';
import { pvTextEnd } from './parse.ts';

const DOLLAR = '$';

/** A text with variables in it, taken apart: a literal in front of each variable, and one behind the last. */
class Format implements TextFormat {
  private readonly literals: readonly string[];
  private readonly variables: readonly Expression[];

  constructor(literals: readonly string[], variables: readonly Expression[]) {
    this.literals = literals;
    this.variables = variables;
  }

  print(cx: RouteContext): string {
    const { literals, variables } = this;
    let text = literals[0]!;
    for (let i = 0; i < variables.length; i++) {
      // `+` makes the decimal digits of a number
      text += (variables[i]!.read(cx) ?? '<null>') + literals[i + 1]!;
    }
    return text;
  }
}

/**
 * Makes a text with variables in it ready: `"$rm from $si"`; `$$` stands for a dollar sign (spec/modules.md 36).
 * @param text characters above U+00FF stand for their UTF-8 octets, as in messages
 * @returns null when it has a variable that does not exist, or a `$` that begins none; what does not exist was logged
 */
export function compileFormat(text: string, expressions: Expressions): TextFormat | null {
  const source = wireText(text);
  const literals: string[] = [];
  const variables: Expression[] = [];
  let literal = '';
  let from = 0;
  for (;;) {
    const at = source.indexOf(DOLLAR, from);
    if (at < 0) break;
    literal += source.slice(from, at);
    if (source[at + 1] === DOLLAR) {
      literal += DOLLAR;
      from = at + 2;
      continue;
    }
    const end = pvTextEnd(source, at, source.length);
    if (end < 0) return null;
    const expression = expressions.expression(source.slice(at, end));
    if (!expression.known) return null;
    literals.push(literal);
    variables.push(expression);
    literal = '';
    from = end;
  }
  literals.push(literal + source.slice(from));
  return new Format(literals, variables);
}
