import { forNew, scene, type AnyKSR, type Routes, type Scene } from '../scene.ts';

/** Relays to bob; `failed` is the failure callback. */
export async function failing(
  failed: (ksr: AnyKSR) => unknown,
  options: { tm?: Record<string, unknown>; before?: (ksr: AnyKSR) => unknown; more?: Routes } = {},
): Promise<Scene> {
  const at = await scene({
    routes: {
      requestRoute: forNew((ksr) => {
        ksr.tm.t_on_failure('failed');
        options.before?.(ksr);
        ksr.tm.t_relay();
      }),
      failed,
      ...options.more,
    },
    ...(options.tm === undefined ? {} : { tm: options.tm }),
  });
  await at.alice.sends('INVITE');
  return at;
}
