import { KsrCore } from '../../../../runtime/ksr/core.ts';
import type { TestServer } from '../../../support/context.ts';
import type { Endpoint } from '../../../support/context.ts';
import { Arrived, invite } from '../arrive.ts';

/** A request that arrived, and the core's functions for it. */
export class Called extends Arrived {
  readonly ksr: KsrCore;

  constructor(server: TestServer, text: string = invite(), src?: Endpoint, dst?: Endpoint) {
    super(server, text, { ...(src && { src }), ...(dst && { dst }) });
    this.ksr = new KsrCore(this.cx);
  }
}
