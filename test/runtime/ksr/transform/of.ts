import fc from 'fast-check';
import type { Value } from '../../../../runtime/routing/avps.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

/** Transformations of a server without modules, through `$vn(t)`. */
export class Transforms {
  readonly server: TestServer;
  readonly at: Arrived;

  constructor(server: TestServer) {
    this.server = server;
    this.at = new Arrived(server, invite());
  }
  static async make(): Promise<Transforms> {
    return new Transforms(await bareServer());
  }

  /** @returns the value that the transformation makes of a value */
  of(value: Value | null, transformation: string): Value | null {
    this.at.set('$vn(t)', value);
    return this.at.get(`$(vn(t){${transformation}})`);
  }
  /** @returns whether there is such a transformation */
  exists(transformation: string): boolean {
    return this.server.pv.exists(`$(vn(t){${transformation}})`);
  }
}

/** Texts as they come from the wire: any octets, one character each. */
export const octets: fc.Arbitrary<string> = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)),
});

/** Texts of a few characters, so that what is looked for is found. */
export function textOf(alphabet: string, maxLength: number = 20): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
}

/** What peers send to break something. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\0',
  '\r\n',
  '\r\n\r\n',
  '\n\r',
  '__proto__',
  'constructor',
  '"',
  '"\\',
  "'",
  '<',
  '<>',
  '>',
  ';',
  ';;;',
  '=',
  '=;=',
  ',',
  '%',
  '%0',
  '%00',
  '~~',
  '@',
  'sip:',
  'sip:@',
  'sip:a@',
  'sip:a@:5060',
  'sip:[',
  'sip:[::1',
  'sip:h:99999',
  'sip:h;',
  'sip:h;=',
  'sip:h?',
  'tel:',
  'tel:;',
  'urn:',
  '$ru',
  '$(ru',
  '\\',
  '\u00ff',
  '\u00a0',
  '-1',
  '99999999999999999999',
];
