import type { Core } from '../../runtime/module.ts';

/** How long behind its end a transaction is left alone, in milliseconds, as in Kamailio. */
const GRACE = 90_000;

/** t_clean: ends transactions whose life is over since long. @returns how many */
export function cleanUp(core: Core): number {
  const now = core.clock.now();
  const late = [...core.transactions.servers].filter(({ lifeEnd, deciding }) => lifeEnd + GRACE < now && deciding === 0);
  for (const { server } of late) server.terminate();
  return late.length;
}
