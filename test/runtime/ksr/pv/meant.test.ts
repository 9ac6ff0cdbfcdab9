import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { meantBy } from '../../../../runtime/ksr/pv/meant.ts';
import { PvRegistry } from '../../../../runtime/ksr/pv/registry.ts';
import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { KeptLog } from '../../../support/core.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

let at: Arrived;
let log: KeptLog;
let registry: PvRegistry;
beforeAll(async () => {
  at = new Arrived(await bareServer(), invite());
});
beforeEach(() => {
  log = new KeptLog();
  registry = new PvRegistry({ log, clock: new VirtualClock() });
});
const told = (): unknown[] => log.lines.filter(({ level }) => level === 'error').map(({ bindings }) => bindings);

describe('a name that does not exist', () => {
  it.each([
    ['$hrd(Subject)', '$hdr(Subject)'],
    ['$RU', '$ru'],
    ['$from.usr', '$from.user'],
    ['$xavvp(a=>b)', '$xavp(a=>b)'],
    ['$(hrd(Subject)[0]{s.len})', '$(hdr(Subject)[0]{s.len})'],
    ['$time(yaer)', '$time(year)'],
    ['$time(Year)', '$time(year)'],
    ['$msg(bodylen)', '$msg(body_len)'],
    ['$(ru{s.lenn})', '$(ru{s.len})'],
    ['$(ru{s.len}{s.encode.base46})', '$(ru{s.len}{s.encode.base64})'],
    ['$(fu{uri.hsot})', '$(fu{uri.host})'],
    ['$(fu{s.subst,1,2})', '$(fu{s.substr,1,2})'],
    ['$(fu{s.tolwoer}{s.len})', '$(fu{s.tolower}{s.len})'],
    ['$zz', ''],
    ['$qqqqqqqq', ''],
    ['ru', ''],
    ['$(ru', ''],
    ['$(hdr(X)[b])', ''],
    ['', ''],
  ])('%s: %s is meant', (text, meant) => {
    expect(registry.get(at.cx, text)).toBeNull();
    expect(told()).toEqual([{ text, ...(meant !== '' && { didYouMean: meant }) }]);
    // at the first use, and not with each message
    registry.get(at.cx, text);
    expect(told().length).toBe(1);
  });

  it('is told with what exists', () => {
    for (const text of ['$hrd(Subject)', '$time(yaer)', '$(ru{s.lenn})', '$msg(bodylen)']) {
      registry.get(at.cx, text);
      const { didYouMean } = told().at(-1) as { didYouMean: string };
      expect([text, registry.exists(didYouMean)]).toEqual([text, true]);
    }
  });

  it('may be the name of a transformation of a module that is not there', () => {
    const parsed = { name: 'ru', inner: null, index: null, transformations: ['json.parse,a'] };
    expect(meantBy('$(ru{json.parse,a})', parsed, new Map([['ru', { name: 'ru', compile: () => null }]]), registry)).toBe('');
  });
});
