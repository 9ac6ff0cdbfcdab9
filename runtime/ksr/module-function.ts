/** What a native call gave: Kamailio's numbers for it. */
export type NativeResult = number | Promise<number>;

/**
 * Calls a function of a module by its name alone, as native scripts name it. The core's own functions are none of a module.
 * @param ksr KSR object of the run; its own class has a getter for each loaded module
 * @param name of the function, without its module
 * @returns the number it gave, 1 or -1 for true and false, 1 for another value · -1 there is none of that name
 */
export function callModuleFunction(ksr: object, name: string, args: readonly unknown[]): NativeResult {
  for (const namespace of Object.getOwnPropertyNames(Object.getPrototypeOf(ksr))) {
    if (namespace === 'constructor') continue;
    const facade = (ksr as Record<string, unknown>)[namespace];
    const found = typeof facade === 'object' && facade !== null ? methodOf(facade, name) : null;
    if (found === null) continue;
    const result: unknown = found.apply(facade, [...args]);
    return result instanceof Promise ? result.then(numberOf) : numberOf(result);
  }
  return -1;
}

// what every object has is no function of a module
function methodOf(facade: object, name: string): ((...args: unknown[]) => unknown) | null {
  if (name === 'constructor' || name in Object.prototype) return null;
  const found = (facade as Record<string, unknown>)[name];
  return typeof found === 'function' ? (found as (...args: unknown[]) => unknown) : null;
}

function numberOf(result: unknown): number {
  if (typeof result === 'number') return result;
  return result === false || result === null ? -1 : 1;
}
