import { runInThisContext } from 'node:vm';
import type { VirtualClock } from '../../runtime/timer/virtual.ts';
import type { MemoryPeer } from '../../runtime/transport/memory.ts';
import type { LogBindings, Logger } from '../../runtime/routing/logger.ts';
import type { AnyModule } from '../../runtime/module.ts';
import { builtinModules } from '../../runtime/server.ts';
import { memoryServer } from '../support/memory-server.ts';
import { fromWire, toWire } from './octets.ts';
import { STAND_INS } from './htable.ts';
import type { Flow, Item } from './format.ts';
import { Names } from './normalize.ts';
import { fill } from './template.ts';

/** What a run of a flow gave. */
export interface Played {
  readonly items: readonly Item[];
  /** Steps that did not find their message, and were not meant to. */
  readonly unmet: readonly string[];
  /** Errors that the server logged: no part of the comparison, but of the explanation. */
  readonly errors: readonly string[];
}

/** Modules that a flow may load. */
export function flowModules(): ReadonlyMap<string, AnyModule> {
  return new Map([...STAND_INS, ...builtinModules()]);
}

const ALWAYS = ['tm', 'tmx', 'sl', 'rr', 'pv', 'maxfwd', 'textops', 'textopsx', 'siputils', 'corex'];
// Time goes on in steps of so many milliseconds while a step waits for a message
const TICK = 5;

class FlowLog implements Logger {
  readonly texts: { readonly t: number; readonly text: string }[] = [];
  readonly errors: string[] = [];
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }
  private take(text: string): void {
    for (const match of text.matchAll(/@\[(.*?)\]@/gs)) this.texts.push({ t: this.clock.now(), text: match[1]! });
  }
  debug(text: string): void {
    this.take(text);
  }
  info(text: string): void {
    this.take(text);
  }
  notice(text: string): void {
    this.take(text);
  }
  warn(text: string): void {
    this.take(text);
  }
  error(text: string, _bindings?: LogBindings): void {
    this.take(text);
    this.errors.push(text);
  }
  fatal(text: string, _bindings?: LogBindings): void {
    this.error(text);
  }
  enabled(): boolean {
    return true;
  }
}

/** Evaluates the script of a flow: every function whose only parameter is `KSR` is exported. */
export function exportsOf(script: string): object {
  const names = [...script.matchAll(/^(?:async )?function\s+(\w+)\(KSR\)/gm)].map((match) => match[1]!);
  return runInThisContext(`(() => {${script}\nreturn { ${names.join(', ')} };})()`) as object;
}

/** Plays a flow against a server of its own, in virtual time. */
export async function play(flow: Flow, clock: VirtualClock): Promise<Played> {
  const log = new FlowLog(clock);
  const modules: Record<string, unknown> = {};
  const known = flowModules();
  for (const name of [...ALWAYS, ...Object.keys(flow.modules)]) if (known.has(name)) modules[name] = flow.modules[name] ?? {};
  const config = { listen: flow.listen, modules, server_header: '', user_agent_header: '' };
  const { server, network } = await memoryServer({ config, routes: exportsOf(flow.routes), log, clock, modules: STAND_INS });
  const agents = new Map<string, MemoryPeer>();
  for (const [name, address] of Object.entries(flow.agents)) {
    agents.set(name, network.peer(address.split(' ')[0]!, undefined, { listen: !address.endsWith(' client') }));
  }
  const started = clock.now();
  const unmet: string[] = [];
  const taken = new Map<string, string>();
  const used = new Map<string, Set<number>>();
  const settle = async (ms: number): Promise<void> => {
    await clock.advanceAsync(ms);
    network.run();
  };
  for (const [index, step] of flow.steps.entries()) {
    if (step.send !== undefined) {
      const message = fill(step.msg!, taken);
      if (message !== null) agents.get(step.send)!.send(toWire(message), step.to ?? 'udp:192.0.2.10:5060');
      else if (!isUnmet(flow, index))
        unmet.push(`step ${index}: ${step.msg!.split('\r\n')[0]} needs a message that did not come`);
      await settle(0);
    } else if (step.recv !== undefined) {
      const peer = agents.get(step.recv)!;
      const seen = used.get(step.recv) ?? new Set();
      used.set(step.recv, seen);
      let at = -1;
      for (let waited = 0; ; waited += TICK) {
        at = peer.received.findIndex((message, i) => !seen.has(i) && kindOf(message.text) === step.kind);
        if (at >= 0 || waited >= (step.timeout ?? 2000)) break;
        await settle(TICK);
      }
      if (at >= 0) {
        seen.add(at);
        taken.set(step.as!, fromWire(peer.received[at]!.text));
      } else if (!isUnmet(flow, index)) unmet.push(`step ${index}: ${step.recv} got no ${step.kind}`);
    } else if (step.wait !== undefined) await settle(step.wait);
    else if (step.hang !== undefined) agents.get(step.hang)!.hang();
  }
  const rest = started + flow.end * 1000 - clock.now();
  if (rest > 0) await settle(rest);
  const items = collect(flow, agents, log, started);
  const stopping = server.stop(0);
  await settle(1000);
  await stopping;
  return { items, unmet, errors: log.errors };
}

// Recordings count steps from 1
function isUnmet(flow: Flow, index: number): boolean {
  return flow.unmet?.some((text) => text.startsWith(`step ${index + 1}:`)) ?? false;
}

function collect(flow: Flow, agents: ReadonlyMap<string, MemoryPeer>, log: FlowLog, started: number): Item[] {
  const names = new Names(flow.steps.map((step) => step.msg ?? ''));
  const all: { at: number; order: number; agent: string; text: string }[] = [];
  let order = 0;
  for (const [agent, peer] of agents) {
    for (const message of peer.received) all.push({ at: message.at, order: order++, agent, text: message.text });
  }
  all.sort((a, b) => a.at - b.at || a.order - b.order);
  const seconds = (ms: number): number => (ms - started) / 1000;
  return [
    ...all.map((m) => ({ t: seconds(m.at), at: m.agent, msg: names.normalize(m.agent, fromWire(m.text)) })),
    ...log.texts.map((line) => ({ t: seconds(line.t), log: line.text })),
  ];
}

/** `INVITE`, or `180 INVITE`. */
export function kindOf(message: string): string {
  const first = message.split('\r\n', 1)[0]!;
  if (!first.startsWith('SIP/2.0 ')) return first.split(' ')[0]!;
  const method = /^cseq\s*:\s*\d+\s+(\S+)/im.exec(message)?.[1] ?? '';
  return `${first.slice(8, 11)} ${method}`;
}
