// The parts of README files that are made: between `<!-- functions: npm run docs -->` and `<!-- end of functions -->`.

/** Parts by their names: `functions`, or `functions KSR.hdr`. */
export type Sections = ReadonlyMap<string, string>;

/** A README with its parts made anew, and what is wrong with its marks. */
export interface Filled {
  readonly text: string;
  readonly mistakes: readonly { readonly line: number; readonly write: string }[];
}

const BEGIN = /^<!-- ([A-Za-z. _]+): npm run docs -->$/;

/** Puts each part between its marks. Every part that is not empty has to have a place, and every place a part. */
export function fill(text: string, sections: Sections): Filled {
  const lines = text.split('\n');
  const out: string[] = [];
  const mistakes: { line: number; write: string }[] = [];
  const placed = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    out.push(lines[at]!);
    const name = BEGIN.exec(lines[at]!)?.[1];
    if (name === undefined) continue;
    const end = lines.indexOf(`<!-- end of ${name} -->`, at);
    const part = sections.get(name);
    if (end < 0) mistakes.push({ line: at + 1, write: `<!-- end of ${name} --> below` });
    else if (part === undefined || part === '')
      mistakes.push({ line: at + 1, write: `nothing: there are no ${name}, take the marks out` });
    else {
      out.push('', part, '', lines[end]!);
      placed.add(name);
      at = end;
    }
  }
  for (const [name, part] of sections) {
    if (part === '' || placed.has(name)) continue;
    if (!mistakes.some(({ write }) => write.includes(`end of ${name} `))) {
      mistakes.push({
        line: lines.length,
        write: `<!-- ${name}: npm run docs --> and <!-- end of ${name} --> where they are to stand`,
      });
    }
  }
  return { text: out.join('\n'), mistakes };
}
