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
  /** Facades of the modules made so far, by place. */
  protected facades: object[] | null = null;
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
 * Makes the KSR class of one server: `KsrObject` with a getter for each loaded module. A namespace exists only when its
 * module is loaded (spec/modules.md 1.1), so that routes can test `if (KSR.permissions)`.
 *
 * @param facades by the name on KSR
 * @returns makes the KSR object of one run
 */
export function composeKsr(facades: ReadonlyMap<string, FacadeFactory>): (cx: RouteContext) => KsrObject {
  class ServerKsr extends KsrObject {
    /** The facade at a place, made on first use. */
    facade(place: number, make: FacadeFactory): object {
      const made = (this.facades ??= []);
      return (made[place] ??= make(this.cx));
    }
  }
  let place = 0;
  for (const [name, make] of facades) {
    const at = place++;
    Object.defineProperty(ServerKsr.prototype, name, {
      get(this: ServerKsr) {
        return this.facade(at, make);
      },
      enumerable: true,
    });
  }
  return (cx) => new ServerKsr(cx);
}
