import { ofSomeText, type Arguments, type Transformation } from './arguments.ts';

// {line.*}: lines of a text, each ended by LF or CRLF (spec/modules.md 5.2)

export function line(op: string, args: Arguments): Transformation | null {
  switch (op) {
    case 'count':
      return ofSomeText((text) => String(linesOf(text).length));
    case 'at': {
      const index = args.number();
      return index === null ? null : ofSomeText((text, cx) => linesOf(text).at(index(cx)) ?? '');
    }
    case 'sw': {
      const start = args.text();
      if (start === null) return null;
      return ofSomeText((text, cx) => {
        const wanted = start(cx);
        return linesOf(text).find((of) => of.startsWith(wanted)) ?? '';
      });
    }
    default:
      return null;
  }
}

// what stands behind the last line end is a line only when something does
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((of) => (of.endsWith('\r') ? of.slice(0, -1) : of));
}
