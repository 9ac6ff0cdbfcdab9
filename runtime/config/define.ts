import type { ModuleParams, UserConfig } from './types.ts';

/**
 * Gives a configuration its type, so that editors know the options; it changes nothing.
 *
 * @example export default defineConfig({ listen: ['udp:0.0.0.0:5060'], modules: { tm: {}, sl: {} } });
 */
export function defineConfig<const Modules extends ModuleParams>(config: UserConfig<Modules>): UserConfig<Modules> {
  return config;
}
