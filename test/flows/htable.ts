import { defineModule, textArgument, z, type AnyModule, type Value } from '../../runtime/module.ts';

/** The two functions of htable by which recorded scripts remember numbers between requests; a stand-in, no module. */
class Htable {
  private readonly values: Map<string, Value>;

  constructor(values: Map<string, Value>) {
    this.values = values;
  }
  sht_get(table: string, key: string): Value | null {
    return this.values.get(`${textArgument(table)} ${textArgument(key)}`) ?? null;
  }
  sht_seti(table: string, key: string, value: number): 1 {
    this.values.set(`${textArgument(table)} ${textArgument(key)}`, value);
    return 1;
  }
}

/** Modules that recorded flows load and that are not there yet. */
export const STAND_INS: ReadonlyMap<string, AnyModule> = new Map<string, AnyModule>([
  [
    'htable',
    defineModule({
      name: 'htable',
      requires: [],
      params: z.strictObject({ htable: z.string().optional() }),
      setup: () => {
        const values = new Map<string, Value>();
        return { facade: () => new Htable(values) };
      },
    }),
  ],
]);
