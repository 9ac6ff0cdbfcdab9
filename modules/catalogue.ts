// The one list of built-in modules: what `modules` of a configuration may name.
import { cfgutils } from './cfgutils/index.ts';
import { corex } from './corex/index.ts';
import { counters } from './counters/index.ts';
import { ipops } from './ipops/index.ts';
import { kemix } from './kemix/index.ts';
import { maxfwd } from './maxfwd/index.ts';
import { nathelper } from './nathelper/index.ts';
import { path } from './path/index.ts';
import { pv } from './pv/index.ts';
import { registrar } from './registrar/index.ts';
import { rr } from './rr/index.ts';
import { sanity } from './sanity/index.ts';
import { sdpops } from './sdpops/index.ts';
import { siputils } from './siputils/index.ts';
import { sl } from './sl/index.ts';
import { statistics } from './statistics/index.ts';
import { textops } from './textops/index.ts';
import { textopsx } from './textopsx/index.ts';
import { tm } from './tm/index.ts';
import { tmx } from './tmx/index.ts';
import { usrloc } from './usrloc/index.ts';
import { xlog } from './xlog/index.ts';

/** All built-in modules, by name. */
export const catalogue: {
  readonly cfgutils: typeof cfgutils;
  readonly corex: typeof corex;
  readonly counters: typeof counters;
  readonly ipops: typeof ipops;
  readonly kemix: typeof kemix;
  readonly maxfwd: typeof maxfwd;
  readonly nathelper: typeof nathelper;
  readonly path: typeof path;
  readonly pv: typeof pv;
  readonly registrar: typeof registrar;
  readonly rr: typeof rr;
  readonly sanity: typeof sanity;
  readonly sdpops: typeof sdpops;
  readonly siputils: typeof siputils;
  readonly sl: typeof sl;
  readonly statistics: typeof statistics;
  readonly textops: typeof textops;
  readonly textopsx: typeof textopsx;
  readonly tm: typeof tm;
  readonly tmx: typeof tmx;
  readonly usrloc: typeof usrloc;
  readonly xlog: typeof xlog;
} = {
  cfgutils,
  corex,
  counters,
  ipops,
  kemix,
  maxfwd,
  nathelper,
  path,
  pv,
  registrar,
  rr,
  sanity,
  sdpops,
  siputils,
  sl,
  statistics,
  textops,
  textopsx,
  tm,
  tmx,
  usrloc,
  xlog,
};

/** Type of the list: the KSR types are made from it. */
export type Catalogue = typeof catalogue;
