import type { RouteContext } from '../routing/context.ts';
import type { Core } from '../routing/core.ts';
import type { Logger } from '../routing/logger.ts';
import { once } from '../timer/once.ts';
import { Jobs } from '../timer/periodic.ts';
import type { AnyModule, Contribution, ModuleContext, Periodic, PseudoVariable, PvAccess, Select } from './contract.ts';

/** Where the variables and selects that modules contribute go. */
export interface VariableStore extends PvAccess {
  add(variable: PseudoVariable): void;
  addSelect(name: string, select: Select): void;
}

/** What the host sets modules up with. */
export interface HostParts {
  readonly core: Core;
  readonly variables: VariableStore;
  /** Checked parameters by module name. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Sets modules up, starts and stops them. */
export class ModuleHost {
  /** What each module contributed, in the order of set-up. */
  readonly contributions: Map<string, Contribution<unknown>> = new Map();
  /** Facade factories by their name on KSR. */
  readonly facades: Map<string, (cx: RouteContext) => object> = new Map();
  /** What whoever runs the server should know, as the modules tell it. */
  readonly risks: string[] = [];
  private readonly parts: HostParts;
  private readonly jobs: Jobs;
  private readonly started: Contribution<unknown>[] = [];

  constructor(parts: HostParts) {
    this.parts = parts;
    const { core } = parts;
    this.jobs = new Jobs({
      wheel: core.wheel,
      clock: core.clock,
      random: () => core.random.below(1_000_000) / 1_000_000,
      onError: (error) => core.log.error(`a periodic job failed: ${error instanceof Error ? error.stack : String(error)}`),
    });
  }

  /** @param modules in the order of `inOrder`; an error of a module's set-up goes up */
  setUp(modules: readonly AnyModule[]): void {
    const { core, variables } = this.parts;
    for (const module of modules) {
      const contribution: Contribution<unknown> = module.setup(this.contextOf(module));
      this.contributions.set(module.name, contribution);
      if (contribution.facade !== undefined) this.facades.set(module.ksrName ?? module.name, contribution.facade);
      for (const variable of contribution.variables ?? []) variables.add(variable);
      for (const [name, select] of Object.entries(contribution.selects ?? {})) variables.addSelect(name, select);
      for (const [name, read] of Object.entries(contribution.statistics ?? {}))
        core.statistics.declare(module.name, name, { read });
      if (contribution.beforeRequest !== undefined) core.hooks.beforeRequest.push(contribution.beforeRequest);
      if (contribution.replyFilter !== undefined) core.hooks.replyFilter.push(contribution.replyFilter);
      if (contribution.afterRequest !== undefined) core.hooks.afterRequest.push(contribution.afterRequest);
      if (contribution.afterRun !== undefined) core.hooks.afterRun.push(contribution.afterRun);
      this.risks.push(...(contribution.risks ?? []));
    }
  }

  /** The sockets are bound: modules begin to work, in the order of set-up. */
  async start(): Promise<void> {
    for (const contribution of this.contributions.values()) {
      this.started.push(contribution);
      await contribution.start?.();
    }
  }

  /** Stops what was started, in reverse. A module that fails to stop does not keep the others. */
  async stop(): Promise<void> {
    for (const contribution of this.started.reverse()) {
      try {
        await contribution.stop?.();
      } catch (error) {
        this.parts.core.log.error(`a module did not stop: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    this.started.length = 0;
    await this.jobs.close();
  }

  private contextOf(module: AnyModule): ModuleContext<unknown> {
    const { core, variables, params } = this.parts;
    return {
      params: params[module.name],
      core,
      log: named(core.log, module.name),
      pv: variables,
      api: <T>(name: string): T => this.contributions.get(name)?.api as T,
      find: <T>(name: string): T | undefined => this.contributions.get(name)?.api as T | undefined,
      every: (interval, run, jitter): Periodic => {
        const job = this.jobs.every(interval, run, jitter === undefined ? {} : { jitter });
        return {
          stop: () => void job.stop(),
          get overruns() {
            return job.overruns;
          },
        };
      },
      after: (delay, run) => once(core.wheel, delay, run),
      avpName,
    };
  }
}

/** `$avp(x)` and `$avp(s:x)` name an AVP, nothing else does. */
export function avpName(text: string): string | null {
  if (!text.startsWith('$avp(') || !text.endsWith(')')) return null;
  const name = text.slice(5, -1);
  return name === '' || name.includes(')') ? null : name;
}

// Lines of a module begin with its name
function named(log: Logger, module: string): Logger {
  return {
    debug: (text, bindings) => log.debug(`${module}: ${text}`, bindings),
    info: (text, bindings) => log.info(`${module}: ${text}`, bindings),
    notice: (text, bindings) => log.notice(`${module}: ${text}`, bindings),
    warn: (text, bindings) => log.warn(`${module}: ${text}`, bindings),
    error: (text, bindings) => log.error(`${module}: ${text}`, bindings),
    fatal: (text, bindings) => log.fatal(`${module}: ${text}`, bindings),
    enabled: (level) => log.enabled(level),
  };
}
