import { Header, decimal, trimEnd, type RandomSource, type SipMessage } from '../../runtime/module.ts';
import { LONGEST_EXPIRES, type Settings } from './registrar.ts';

const MOST = 0xffffffff;

/** @returns seconds of the Expires field, -1 without, -2 when it is no number below 2^32 (RFC 3261 20.19) */
export function expiresField(message: SipMessage): number {
  const field = message.header(Header.Expires);
  if (field === null) return -1;
  const { received: text } = message;
  const seconds = decimal(text, field.bodyStart, trimEnd(text, field.bodyStart, field.bodyEnd), MOST);
  return seconds < 0 ? -2 : seconds;
}

/**
 * How long a contact is kept (modules.md 13.1, step 5).
 *
 * @param asked what the contact's parameter says, else the Expires field: seconds, -1 nothing, -2 no number
 * @param random for the ranges, null to leave them out (flag 8 of save)
 * @returns seconds, 0 to remove it; -1 when it is shorter than `min_expires` and that is refused
 */
export function lifetime(settings: Settings, asked: number, random: RandomSource | null): number {
  if (asked === 0) return 0;
  let seconds: number;
  if (asked < 0) {
    seconds = varied(settings.default_expires, settings.default_expires_range, random);
    if (seconds === 0) return 0;
  } else {
    seconds = varied(asked, settings.expires_range, random);
  }
  if (seconds < settings.min_expires) {
    if (settings.min_expires_mode === 1) return -1;
    seconds = settings.min_expires;
  }
  // last of all, even below min_expires
  if (settings.max_expires > 0 && seconds > settings.max_expires) seconds = settings.max_expires;
  return Math.min(Math.max(1, seconds), LONGEST_EXPIRES);
}

// subtracts up to `percent` of the seconds
function varied(seconds: number, percent: number, random: RandomSource | null): number {
  if (percent === 0 || random === null) return seconds;
  const most = Math.floor((seconds * percent) / 100);
  return most === 0 ? seconds : seconds - random.below(most + 1);
}
