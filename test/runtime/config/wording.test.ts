import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemsOf, valueAt } from '../../../runtime/config/wording.ts';

/** The problems of a value, worded. */
function words(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? [])
    .flatMap((issue) => problemsOf(issue, value))
    .map(({ path, text, keys }) => `${path.join('.')}: ${text || `unknown ${keys.join(', ')}`}`);
}

describe('problemsOf', () => {
  it.each([
    { schema: z.string(), value: 5, says: 'must be a text, but is 5' },
    { schema: z.number(), value: '5', says: 'must be a number, but is "5"' },
    { schema: z.int(), value: 1.5, says: 'must be a whole number, but is 1.5' },
    { schema: z.boolean(), value: 'yes', says: 'must be true or false, but is "yes"' },
    { schema: z.array(z.string()), value: {}, says: 'must be a list, but is {}' },
    { schema: z.object({}), value: [], says: 'must be an object, but is []' },
    { schema: z.record(z.string(), z.string()), value: 7, says: 'must be an object, but is 7' },
    { schema: z.bigint(), value: 7, says: 'must be bigint, but is 7' },
    { schema: z.string(), value: undefined, says: 'must be a text' },
    { schema: z.string(), value: null, says: 'must be a text, but is null' },
    { schema: z.string(), value: () => 1, says: 'must be a text, but is a function' },
    { schema: z.string(), value: 5n, says: 'must be a text, but is 5' },
    { schema: z.number(), value: Number.NaN, says: 'must be a number, but is NaN' },
    { schema: z.int().min(1), value: 0, says: 'must be at least 1, but is 0' },
    { schema: z.int().max(31), value: 40, says: 'must be at most 31, but is 40' },
    { schema: z.string().min(1), value: '', says: 'must have at least 1 character, but is ""' },
    { schema: z.string().min(3), value: 'ab', says: 'must have at least 3 characters, but is "ab"' },
    { schema: z.string().max(2), value: 'abc', says: 'must have at most 2 characters, but is "abc"' },
    { schema: z.array(z.int()).min(1), value: [], says: 'must have at least 1 entry, but is []' },
    { schema: z.array(z.int()).min(2), value: [1], says: 'must have at least 2 entries, but is [1]' },
    { schema: z.set(z.int()).max(1), value: new Set([1, 2]), says: 'must have at most 1 element, but is {}' },
    { schema: z.enum(['on', 'off']), value: 'of', says: 'must be "on" or "off", but is "of"' },
    { schema: z.literal(1), value: 2, says: 'must be 1, but is 2' },
    { schema: z.literal([1, 2, 'x']), value: 3, says: 'must be 1, 2 or "x", but is 3' },
    { schema: z.union([z.string(), z.number()]), value: true, says: 'must be a text or a number, but is true' },
    { schema: z.union([z.literal('auto'), z.int()]), value: 'x', says: 'must be "auto" or a number, but is "x"' },
    { schema: z.union([z.string().min(2), z.int()]), value: 'x', says: 'must have at least 2 characters, but is "x"' },
    { schema: z.union([z.string(), z.int()], { error: 'must be this' }), value: [], says: 'must be this, but is []' },
    { schema: z.union([z.string(), z.int()]), value: undefined, says: 'must be a text or a number' },
    { schema: z.string().refine(() => false, { error: 'must be right' }), value: 'x', says: 'must be right, but is "x"' },
    { schema: z.string().refine(() => false), value: 'x', says: 'is refused: Invalid input, but is "x"' },
    { schema: z.int().multipleOf(5), value: 7, says: 'is refused: Invalid number: must be a multiple of 5, but is 7' },
    { schema: z.strictObject({}), value: { a: 1, b: 2 }, says: 'unknown a, b' },
  ])('$says', ({ schema, value, says }) => {
    expect(words(schema, value)).toEqual([`: ${says}`]);
  });

  it('shortens long values', () => {
    const [text = ''] = words(z.number(), 'x'.repeat(500));
    expect(text.length).toBeLessThan(100);
    expect(text).toMatch(/xxx\.\.\.$/);
  });

  it('says where, and looks into the alternative that a value is like', () => {
    const schema = z.object({ list: z.array(z.union([z.string(), z.strictObject({ port: z.int().min(0), name: z.string() })])) });
    expect(words(schema, { list: ['a', { port: -1, nme: 'x' }] })).toEqual([
      'list.1.port: must be at least 0, but is -1',
      'list.1.name: must be a text',
      'list.1: unknown nme',
    ]);
    expect(words(schema, { list: [5] })).toEqual(['list.0: must be a text or an object, but is 5']);
  });

  it('looks into unions within unions', () => {
    const schema = z.union([z.null(), z.strictObject({ a: z.union([z.string(), z.strictObject({ b: z.int() })]) })]);
    expect(words(schema, { a: { b: 'x' } })).toEqual(['a.b: must be a number, but is "x"']);
  });

  it('gives the texts that are allowed', () => {
    const { error } = z.literal(['on', 1, 'off']).safeParse('of');
    expect(error?.issues.flatMap((issue) => problemsOf(issue, 'of'))[0]?.allowed).toEqual(['on', 'off']);
  });
});

describe('valueAt', () => {
  const root = { a: [{ b: 5 }], text: 'abc', __proto__: { inherited: 1 } };

  it.each([
    [[], root],
    [['a', 0, 'b'], 5],
    [['a', 1, 'b'], undefined],
    [['text', 'length'], undefined],
    [['inherited'], undefined],
    [['constructor'], undefined],
    [['a', 'length'], 1],
  ])('%j', (path, value) => {
    expect(valueAt(root, path)).toBe(value);
  });
});
