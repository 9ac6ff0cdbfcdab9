/** Namespaces whose doc comments may have gaps. Only gets shorter: what is not named here must have none. */
export const NOT_YET: readonly string[] = [];
