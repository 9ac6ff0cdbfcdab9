import { compileFunction } from 'node:vm';
import type { RouteContext } from '../routing/context.ts';
import { KsrCore } from './core.ts';
import { KsrHdr } from './hdr.ts';
import { KsrPv } from './pv.ts';
import { KsrX } from './x.ts';

/** Makes the facade of one module for one run. */
export type FacadeFactory = (cx: RouteContext) => object;

/**
 * The KSR object of one run: the core's functions, and the namespaces `pv`, `hdr` and `x`. Namespaces are made when they are
 * first used: a class with preset slots costs 86 ns a message, facades made in advance a hundred times that.
 */
export class KsrObject extends KsrCore {
  private pvFacade: KsrPv | null = null;
  private hdrFacade: KsrHdr | null = null;
  private xFacade: KsrX | null = null;
  // Declared as properties and made by getters below: `never` of `x.exit()` narrows only through a declared property.
  /** Pseudo-variables (spec/modules.md 5). */
  declare readonly pv: KsrPv;
  /** Header fields (spec/modules.md 4). */
  declare readonly hdr: KsrHdr;
  /** Leaving the callback (spec/modules.md 3). */
  declare readonly x: KsrX;

  static {
    Object.defineProperties(KsrObject.prototype, {
      pv: {
        get(this: KsrObject) {
          return (this.pvFacade ??= new KsrPv(this.cx));
        },
      },
      hdr: {
        get(this: KsrObject) {
          return (this.hdrFacade ??= new KsrHdr(this.cx));
        },
      },
      x: {
        get(this: KsrObject) {
          return (this.xFacade ??= new KsrX(this.cx));
        },
      },
    });
  }
}

/**
 * Makes the KSR class of one server: `KsrObject` with a getter and a slot for each loaded module. A namespace exists only when
 * its module is loaded (spec/modules.md 1.1), so that routes can test `if (KSR.permissions)`.
 *
 * The class is written as text, because V8 keeps what it learns of a function with its text: getters made in a loop are one
 * function to it, which calls any of forty, and ten facades cost 0.15 µs a message more.
 *
 * @param facades by the name on KSR
 * @returns makes the KSR object of one run
 */
export function composeKsr(facades: ReadonlyMap<string, FacadeFactory>): (cx: RouteContext) => KsrObject {
  const names = [...facades.keys()];
  const slots = names.map((_, i) => `  #slot${i} = null;`);
  const getters = names.map((name, i) => `  get [${JSON.stringify(name)}]() { return this.#slot${i} ??= make${i}(this.cx); }`);
  const text = `return class ServerKsr extends KsrObject {\n${slots.concat(getters).join('\n')}\n};`;
  const makers = names.map((_, i) => `make${i}`);
  // the only texts of others in it are the names, quoted
  const define = compileFunction(text, ['KsrObject', ...makers]) as (...args: unknown[]) => new (cx: RouteContext) => KsrObject;
  const ServerKsr = define(KsrObject, ...facades.values());
  return (cx) => new ServerKsr(cx);
}
