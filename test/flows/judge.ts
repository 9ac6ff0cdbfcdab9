import { VirtualClock } from '../../runtime/timer/virtual.ts';
import { compare } from './compare.ts';
import { DEVIATIONS } from './deviations.ts';
import type { Flow } from './format.ts';
import { flowModules, play } from './play.ts';

/** What became of a flow. */
export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Differences, or what is missing. */
  readonly details: readonly string[];
}

/** Plays a flow and compares. Skipped means only: a function or module that it calls does not exist yet. */
export async function judge(flow: Flow): Promise<Verdict> {
  const missing = missingParts(flow);
  if (missing.length > 0) return { outcome: 'skipped', details: missing };
  const { items, unmet, errors } = await play(flow, new VirtualClock());
  const differences = [...unmet, ...compare(flow, items)];
  const reason = DEVIATIONS[flow.name];
  if (reason !== undefined) {
    return differences.length > 0
      ? { outcome: 'passed', details: [`differs on purpose: ${reason}`] }
      : { outcome: 'failed', details: ['is listed in deviations.ts, but is as recorded'] };
  }
  if (differences.length === 0) return { outcome: 'passed', details: [] };
  return { outcome: flow.quirk ? 'passed' : 'failed', details: [...differences, ...errors.map((error) => `logged: ${error}`)] };
}

function missingParts(flow: Flow): string[] {
  const modules = flowModules();
  const missing: string[] = [];
  for (const [name, params] of Object.entries(flow.modules)) {
    const module = modules.get(name);
    if (module === undefined) missing.push(`module ${name}`);
    else for (const param of Object.keys(params)) if (!(param in module.params.shape)) missing.push(`${name}.${param}`);
  }
  for (const match of flow.routes.matchAll(/KSR\.([a-z]\w*)\.(\w+)\(/g)) {
    if (!exists(match[1]!, match[2]!)) missing.push(`KSR.${match[1]}.${match[2]}`);
  }
  for (const address of [...Object.values(flow.agents), ...flow.listen])
    if (!address.startsWith('udp:')) missing.push(`transport of ${address}`);
  return [...new Set(missing)];
}

const made = new Map<string, boolean>();

// A function exists when some module's facade has it; facades are looked at through the catalogue's declarations
function exists(namespace: string, name: string): boolean {
  const key = `${namespace}.${name}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const found = existing().get(namespace)?.has(name) ?? false;
  made.set(key, found);
  return found;
}

let functions: Map<string, Set<string>> | null = null;

/** Tells the runner which functions there are: by namespace on KSR. */
export function setFunctions(found: Map<string, Set<string>>): void {
  functions = found;
  made.clear();
}

function existing(): Map<string, Set<string>> {
  if (functions === null) throw new Error('setFunctions has to be called first');
  return functions;
}
