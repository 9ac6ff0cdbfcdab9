import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Texts } from '../../../modules/usrloc/texts.ts';

describe('Texts.own', () => {
  it('gives the same text', () => {
    const texts = new Texts();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }).filter(isLatin1), (text) => {
        expect(texts.own(text)).toBe(text);
      }),
    );
  });

  it.each([0, 1, 12, 13, 4095, 4096, 4097, 70_000])('of %d characters, above 127 as well', (length) => {
    const text = '\u00e4\u00ff'.repeat(length).slice(0, length);
    expect(new Texts().own(text)).toBe(text);
  });

  it('is not changed by the next one', () => {
    const texts = new Texts();
    const first = texts.own('sip:alice@192.0.2.4:5062');
    const second = texts.own('sip:bob@198.51.100.7;transport=tcp');
    expect(first).toBe('sip:alice@192.0.2.4:5062');
    expect(second).toBe('sip:bob@198.51.100.7;transport=tcp');
  });

  it('remembers nothing', () => {
    const texts = new Texts();
    for (let i = 0; i < 100; i++) texts.own(`text number ${i} of many`);
    expect(texts.size).toBe(0);
  });
});

describe('Texts.shared', () => {
  it('remembers a text once', () => {
    const texts = new Texts();
    for (let i = 0; i < 10; i++) expect(texts.shared(`phone/1.0 (${'x'.repeat(20)})`)).toBe(`phone/1.0 (${'x'.repeat(20)})`);
    expect(texts.size).toBe(1);
  });

  it('does not remember the empty text', () => {
    const texts = new Texts();
    expect(texts.shared('')).toBe('');
    expect(texts.size).toBe(0);
  });

  it('stops remembering when peers make up too many', () => {
    const texts = new Texts();
    for (let i = 0; i < 10_000; i++) expect(texts.shared(`made-up agent ${i}`)).toBe(`made-up agent ${i}`);
    expect(texts.size).toBe(4096);
    expect(texts.shared('made-up agent 9999')).toBe('made-up agent 9999');
    expect(texts.shared('made-up agent 1')).toBe('made-up agent 1');
    expect(texts.size).toBe(4096);
  });

  it('knows names of properties as texts like any other', () => {
    const texts = new Texts();
    for (const name of ['__proto__', 'constructor', 'toString']) expect(texts.shared(name)).toBe(name);
    expect(texts.size).toBe(3);
  });
});

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}
