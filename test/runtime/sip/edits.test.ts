import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Edits, applyEdits, sortEdits, type Edit, type ExitSocket, type LateText } from '../../../runtime/sip/edits.ts';

const EXIT: ExitSocket = {
  proto: 'udp',
  ip: '198.51.100.10',
  family: 4,
  port: 5060,
  name: '',
  advertisedHost: 'sip.example.com',
  advertisedPort: 5060,
};
const HOST: LateText = { render: (exit) => `<${exit.advertisedHost}>` };

const edit = (at: number, end: number, text: string): Edit => ({ at, end, text, late: null });

function apply(text: string, edits: readonly Edit[], from: number = 0, to: number = text.length): string {
  return applyEdits(text, from, to, sortEdits([...edits]), EXIT);
}

describe('Edits', () => {
  it('keeps any number of them, and a copy knows nothing of later ones', () => {
    const edits = new Edits();
    const copies: Edits[] = [];
    for (let n = 0; n < 30; n++) {
      copies.push(edits.copy());
      edits.insert(n, String(n));
    }
    expect(edits.made.map(({ at }) => at)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    copies.forEach((copy, n) => expect(copy.size).toBe(n));
  });

  it('is empty at first', () => {
    const edits = new Edits();
    expect([edits.size, edits.made]).toEqual([0, []]);
  });

  it('keeps the order in which they were made', () => {
    const edits = new Edits();
    edits.insert(5, 'a');
    edits.replace(1, 3, 'b');
    edits.remove(7, 9);
    edits.insertLate(2, HOST);
    expect(edits.made).toEqual([edit(5, 5, 'a'), edit(1, 3, 'b'), edit(7, 9, ''), { at: 2, end: 2, text: '', late: HOST }]);
    expect(edits.size).toBe(4);
    edits.clear();
    expect(edits.size).toBe(0);
  });

  it('takes one back, and only that one', () => {
    const edits = new Edits();
    edits.insert(1, 'a');
    edits.insert(1, 'a');
    const first = edits.made[0]!;
    edits.drop(first);
    expect(edits.made).toHaveLength(1);
    expect(edits.made[0]).not.toBe(first);
    edits.drop(first);
    expect(edits.size).toBe(1);
    new Edits().drop(first);
  });

  it('takes back all that fit', () => {
    const edits = new Edits();
    edits.dropAll(() => true);
    edits.insert(1, 'a');
    edits.remove(5, 9);
    edits.insert(7, 'b');
    edits.dropAll((one) => one.at >= 5);
    expect(edits.made).toEqual([edit(1, 1, 'a')]);
    edits.dropAll(() => false);
    expect(edits.size).toBe(1);
  });

  it('is copied so that neither side sees what the other adds', () => {
    const edits = new Edits();
    const empty = edits.copy();
    edits.insert(1, 'a');
    const copy = edits.copy();
    copy.insert(2, 'b');
    edits.insert(3, 'c');
    expect(empty.size).toBe(0);
    expect(copy.made.map((e) => e.text)).toEqual(['a', 'b']);
    expect(edits.made.map((e) => e.text)).toEqual(['a', 'c']);
  });
});

describe('applyEdits', () => {
  it.each<[string, readonly Edit[], string]>([
    ['nothing', [], '0123456789'],
    ['insertions', [edit(0, 0, 'a'), edit(5, 5, 'b'), edit(10, 10, 'c')], 'a01234b56789c'],
    ['insertions at one place come out in call order', [edit(5, 5, 'a'), edit(5, 5, 'b')], '01234ab56789'],
    ['a deletion', [edit(2, 4, '')], '01456789'],
    ['overlapping deletions', [edit(2, 5, ''), edit(3, 7, '')], '01789'],
    ['a deletion inside another', [edit(2, 8, ''), edit(3, 4, '')], '0189'],
    ['a replacement', [edit(2, 4, 'xyz')], '01xyz456789'],
    ['two replacements of the same text, one after the other', [edit(2, 4, 'x'), edit(2, 4, 'y')], '01xy456789'],
    ['an insertion inside a replaced range: behind the new text', [edit(4, 4, ';alias'), edit(2, 6, 'new')], '01new;alias6789'],
    ['an insertion at the end of a replaced range', [edit(6, 6, '+'), edit(2, 6, 'new')], '01new+6789'],
    ['an insertion in front of a replaced range', [edit(2, 2, '+'), edit(2, 6, 'new')], '01+new6789'],
    ['edits made in any order', [edit(8, 9, 'c'), edit(1, 1, 'a'), edit(4, 5, 'b')], '0a123b567c9'],
    ['everything replaced', [edit(0, 10, 'x')], 'x'],
  ])('%s', (_, edits, expected) => expect(apply('0123456789', edits)).toBe(expected));

  it.each<[string, readonly Edit[], string]>([
    ['in front of it', [edit(0, 2, 'x')], '3456'],
    ['behind it', [edit(8, 9, 'x')], '3456'],
    ['at its start', [edit(3, 3, 'x')], 'x3456'],
    ['at its end', [edit(7, 7, 'x')], '3456x'],
    ['over its start: only the deletion', [edit(1, 5, 'x')], '56'],
    ['over its end', [edit(5, 9, 'x')], '34x'],
    ['over all of it', [edit(0, 10, 'x')], ''],
    ['up to its start', [edit(0, 3, 'x')], '3456'],
    ['several over its start', [edit(1, 5, 'x'), edit(2, 4, 'y'), edit(6, 6, 'z')], '5z6'],
  ])('of a part of the text: edits %s', (_, edits, expected) => {
    expect(apply('0123456789', edits, 3, 7)).toBe(expected);
  });

  it.each<[string, readonly Edit[], string]>([
    ['a value in a removed line goes with it', [edit(6, 7, '2'), edit(3, 9, '')], 'a\r\ncd\r\n'],
    ['also when it was set afterwards', [edit(3, 9, ''), edit(6, 7, '2')], 'a\r\ncd\r\n'],
    ['a line in front of a removed one stays', [edit(3, 9, ''), edit(3, 3, 'x\r\n')], 'a\r\nx\r\ncd\r\n'],
    ['and made before', [edit(3, 3, 'x\r\n'), edit(3, 9, '')], 'a\r\nx\r\ncd\r\n'],
    ['a line behind a removed one stays', [edit(3, 9, ''), edit(9, 9, 'x\r\n')], 'a\r\nx\r\ncd\r\n'],
    ['a line between two removed ones stays', [edit(3, 9, ''), edit(9, 13, ''), edit(9, 9, 'x\r\n')], 'a\r\nx\r\n'],
    ['a replaced line keeps what is put into it', [edit(6, 7, '2'), edit(3, 9, 'y\r\n')], 'a\r\ny\r\n2cd\r\n'],
    ['a removed part of a line keeps it too', [edit(6, 7, '2'), edit(5, 9, '')], 'a\r\nb:2cd\r\n'],
    ['a deletion inside removed lines', [edit(3, 9, ''), edit(5, 12, '')], 'a\r\n\n'],
  ])('of whole lines: %s', (_, edits, expected) => expect(apply('a\r\nb: 1\r\ncd\r\n', edits)).toBe(expected));

  it('asks late text for the socket, and leaves it out without one', () => {
    const edits = new Edits();
    edits.insert(1, 'a');
    edits.insertLate(1, HOST);
    edits.insert(1, 'b');
    expect(applyEdits('01', 0, 2, sortEdits([...edits.made]), EXIT)).toBe('0a<sip.example.com>b1');
    expect(applyEdits('01', 0, 2, sortEdits([...edits.made]), null)).toBe('0ab1');
  });
});

describe('edits in any order', () => {
  const TEXT = 'abcdefghijklmnopqrst';
  const some = fc.array(
    fc
      .tuple(fc.nat(20), fc.nat(6), fc.string({ maxLength: 3, unit: fc.constantFrom('1', '2', '3') }))
      .map(([at, length, text]) => edit(at, Math.min(20, at + length), text)),
    { maxLength: 40 },
  );

  /** What edits mean, octet by octet: each text at its place in the order made; an octet stays unless one of them deletes it. */
  function model(text: string, edits: readonly Edit[]): string {
    // where text comes out that stands inside a deleted range: at the end of the deletions around it, after earlier places
    let out = '';
    for (let at = 0; at <= text.length; at++) {
      for (const e of edits) if (e.at === at) out += e.text;
      if (at < text.length && !edits.some((e) => e.at <= at && e.end > at)) out += text[at];
    }
    return out;
  }

  it('equal the model', () => {
    fc.assert(
      fc.property(some, (edits) => {
        expect(apply(TEXT, edits)).toBe(model(TEXT, edits));
      }),
      { numRuns: 1000 },
    );
  });

  it('are sorted by place, and otherwise left as made', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 100 }), (places) => {
        const edits = places.map((at, i) => edit(at, at, String(i)));
        const sorted = sortEdits([...edits]);
        const expected = places
          .map((at, i) => ({ at, i }))
          .toSorted((a, b) => a.at - b.at || a.i - b.i)
          .map(({ i }) => String(i));
        expect(sorted.map((e) => e.text)).toEqual(expected);
      }),
    );
  });

  it('do not grow quadratically when thousands come backwards', () => {
    const count = 200_000;
    const edits = Array.from({ length: count }, (_, i) => edit(count - i, count - i, ''));
    expect(sortEdits(edits)[0]!.at).toBe(1);
  });
});
