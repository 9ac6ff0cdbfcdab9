import type { Routes, Scene } from '../../runtime/routing/scene.ts';
import { scene } from '../../runtime/routing/scene.ts';

/**
 * Runs an example of routes/examples on a network in memory.
 * @param modules that it uses beside tm, tmx, sl, pv and corex, with their parameters
 */
export function play(routes: object, modules: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  return scene({ routes: routes as Routes, modules: { kemix: {}, siputils: {}, ...modules } });
}
