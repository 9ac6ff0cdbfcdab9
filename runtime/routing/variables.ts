import type { Value } from './avps.ts';
import { Destination } from './destination.ts';
import { XavpList } from './xavp.ts';

export { XavpItem, XavpList, type XavpValue } from './xavp.ts';

/** Variables that all messages of one server share; the server holds one (`$var`, `$shv`, spec/modules.md 5.1). */
export class SharedVariables {
  /** `$var(name)`: a name that was never set reads as 0. */
  readonly vars: Map<string, Value> = new Map();
  /** `$shv(name)`. */
  readonly shvs: Map<string, Value> = new Map();
  /** `$sbranch(...)`: the one static branch record (spec/modules.md 5.1). */
  sbranch: Destination = new Destination();
}

/**
 * Variables that live with a message, and with its transaction once there is one. A RouteContext makes them when somebody
 * first asks (`cx.variables`), so that most messages never pay for them.
 */
export class Variables {
  readonly shared: SharedVariables;
  private xavpList: XavpList | null = null;
  private xaviList: XavpList | null = null;
  private xavuList: XavpList | null = null;
  private vzMap: Map<string, Value> | null = null;
  private vnMap: Map<string, Value> | null = null;

  constructor(shared: SharedVariables) {
    this.shared = shared;
  }

  /** `$xavp`: its items are the named lists, `xavp.list('ulrcd')?.value('ruid')`. */
  get xavp(): XavpList {
    return (this.xavpList ??= new XavpList());
  }
  /** `$xavi`: as `$xavp`, names ignore case. */
  get xavi(): XavpList {
    return (this.xaviList ??= new XavpList(true));
  }
  /** `$xavu`: one value for each name. */
  get xavu(): XavpList {
    return (this.xavuList ??= new XavpList());
  }
  /** `$vz`: a name that was not set reads as 0. */
  get vz(): Map<string, Value> {
    return (this.vzMap ??= new Map());
  }
  /** `$vn`: a name that was not set reads as null. */
  get vn(): Map<string, Value> {
    return (this.vnMap ??= new Map());
  }
}
