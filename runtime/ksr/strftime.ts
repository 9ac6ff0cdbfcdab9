// strftime for `$timef`, `$utimef` and `{s.ftime}`, in English as SIP's dates are.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A moment taken apart, as C's `struct tm`. */
export interface Moment {
  readonly sec: number;
  readonly min: number;
  readonly hour: number;
  readonly mday: number;
  /** 1 to 12. */
  readonly mon: number;
  readonly year: number;
  /** 0 is Sunday. */
  readonly wday: number;
  /** 0 is the first of January. */
  readonly yday: number;
  readonly isdst: 0 | 1;
  /** Minutes east of Greenwich. */
  readonly offset: number;
  /** Seconds since 1970. */
  readonly seconds: number;
}

/** @param wall milliseconds since 1970 */
export function utcMoment(wall: number): Moment {
  const at = new Date(wall);
  const year = at.getUTCFullYear();
  return {
    sec: at.getUTCSeconds(),
    min: at.getUTCMinutes(),
    hour: at.getUTCHours(),
    mday: at.getUTCDate(),
    mon: at.getUTCMonth() + 1,
    year,
    wday: at.getUTCDay(),
    yday: Math.floor((wall - Date.UTC(year, 0, 1)) / 86_400_000),
    isdst: 0,
    offset: 0,
    seconds: Math.floor(wall / 1000),
  };
}

/** In the machine's time zone. @param wall milliseconds since 1970 */
export function localMoment(wall: number): Moment {
  const at = new Date(wall);
  const year = at.getFullYear();
  const offset = -at.getTimezoneOffset();
  const standard = Math.min(-new Date(year, 0, 1).getTimezoneOffset(), -new Date(year, 6, 1).getTimezoneOffset());
  return {
    sec: at.getSeconds(),
    min: at.getMinutes(),
    hour: at.getHours(),
    mday: at.getDate(),
    mon: at.getMonth() + 1,
    year,
    wday: at.getDay(),
    yday: Math.floor((Date.UTC(year, at.getMonth(), at.getDate()) - Date.UTC(year, 0, 1)) / 86_400_000),
    isdst: offset > standard ? 1 : 0,
    offset,
    seconds: Math.floor(wall / 1000),
  };
}

/** @returns the moment as C's `ctime` writes it, without a line end: `Sat Nov 13 23:29:00 2010` */
export function ctime(moment: Moment): string {
  return strftime('%a %b %e %H:%M:%S %Y', moment);
}

/**
 * @param format as of C's `strftime`, in the C locale
 * @returns the text; a conversion that does not exist stays as it is
 */
export function strftime(format: string, moment: Moment): string {
  let out = '';
  for (let i = 0; i < format.length; i++) {
    const c = format[i]!;
    if (c !== '%' || i + 1 >= format.length) out += c;
    else out += conversion(format[++i]!, moment);
  }
  return out;
}

function two(n: number, pad: string = '0'): string {
  return String(n).padStart(2, pad);
}

function conversion(letter: string, m: Moment): string {
  switch (letter) {
    case 'a':
      return DAYS[m.wday]!.slice(0, 3);
    case 'A':
      return DAYS[m.wday]!;
    case 'b':
    case 'h':
      return MONTHS[m.mon - 1]!.slice(0, 3);
    case 'B':
      return MONTHS[m.mon - 1]!;
    case 'c':
      return ctime(m);
    case 'C':
      return two(Math.floor(m.year / 100));
    case 'd':
      return two(m.mday);
    case 'D':
    case 'x':
      return `${two(m.mon)}/${two(m.mday)}/${two(m.year % 100)}`;
    case 'e':
      return two(m.mday, ' ');
    case 'F':
      return `${m.year}-${two(m.mon)}-${two(m.mday)}`;
    case 'H':
      return two(m.hour);
    case 'I':
      return two(m.hour % 12 === 0 ? 12 : m.hour % 12);
    case 'j':
      return String(m.yday + 1).padStart(3, '0');
    case 'k':
      return two(m.hour, ' ');
    case 'l':
      return two(m.hour % 12 === 0 ? 12 : m.hour % 12, ' ');
    case 'm':
      return two(m.mon);
    case 'M':
      return two(m.min);
    case 'n':
      return '\n';
    case 'p':
      return m.hour < 12 ? 'AM' : 'PM';
    case 'r':
      return strftime('%I:%M:%S %p', m);
    case 'R':
      return `${two(m.hour)}:${two(m.min)}`;
    case 's':
      return String(m.seconds);
    case 'S':
      return two(m.sec);
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return `${two(m.hour)}:${two(m.min)}:${two(m.sec)}`;
    case 'u':
      return String(m.wday === 0 ? 7 : m.wday);
    case 'w':
      return String(m.wday);
    case 'y':
      return two(m.year % 100);
    case 'Y':
      return String(m.year);
    case 'z':
      return offsetText(m.offset);
    case '%':
      return '%';
    default:
      return `%${letter}`;
  }
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
