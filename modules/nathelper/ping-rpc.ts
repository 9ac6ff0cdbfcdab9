import { RpcFault, type RpcCommand, type Value } from '../../runtime/module.ts';
import type { Pinger } from './pinger.ts';

/** `nathelper.enable_ping VALUE` (spec/nathelper.md 6). @param pinger null when `natping_interval` is 0 */
export function enablePing(pinger: Pinger | null): RpcCommand {
  return {
    name: 'nathelper.enable_ping',
    summary: 'Stops all pinging (0) or starts it again (any other number).',
    run: ([value]) => {
      if (pinger === null) return new RpcFault(500, 'NATping disabled');
      const number = wholeNumber(value);
      if (number === null) return new RpcFault(500, 'No parameter');
      pinger.enabled = number !== 0;
      return '';
    },
  };
}

function wholeNumber(value: Value | undefined): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : null;
}
