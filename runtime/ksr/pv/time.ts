import type { RouteContext } from '../../routing/context.ts';
import { ctime, localMoment, strftime, utcMoment, type Moment } from '../strftime.ts';
import { Accessor, named, plain, words, type Definition, type Read } from './definition.ts';

// Now, and the server's start, by the server's clock (spec/modules.md 5.1). Nothing is kept for the length of a message:
// reading the clock costs less than remembering it.

const wall = (cx: RouteContext): number => cx.core.clock.wall();
const seconds: Read = (cx) => Math.floor(wall(cx) / 1000);
const micros: Read = (cx) => Math.floor((wall(cx) % 1000) * 1000);

function fields(name: string, momentOf: (wall: number) => Moment): Definition {
  const of =
    (key: 'sec' | 'min' | 'hour' | 'mday' | 'mon' | 'year' | 'wday' | 'yday' | 'isdst'): Read =>
    (cx) =>
      momentOf(wall(cx))[key];
  return words(name, {
    sec: of('sec'),
    min: of('min'),
    hour: of('hour'),
    mday: of('mday'),
    mon: of('mon'),
    year: of('year'),
    wday: of('wday'),
    yday: of('yday'),
    isdst: of('isdst'),
  });
}

function formatted(name: string, momentOf: (wall: number) => Moment): Definition {
  return named(name, (format) => new Accessor((cx) => strftime(format, momentOf(wall(cx)))));
}

/** @param startedAt milliseconds since 1970 */
export function timeVariables(startedAt: number): readonly Definition[] {
  const now: Read = (cx) => ctime(localMoment(wall(cx)));
  const exact: Read = (cx) => {
    const us = Math.floor(wall(cx) * 1000);
    return `${Math.floor(us / 1_000_000)}.${String(us % 1_000_000).padStart(6, '0')}`;
  };
  return [
    plain('Tb', () => Math.floor(startedAt / 1000)),
    plain('Ts', seconds),
    plain('TS', seconds),
    plain('Tf', now),
    plain('TF', now),
    words('TV', { s: seconds, u: micros, sn: seconds, un: micros, Sn: exact }),
    fields('time', localMoment),
    fields('utime', utcMoment),
    formatted('timef', localMoment),
    formatted('utimef', utcMoment),
  ];
}
