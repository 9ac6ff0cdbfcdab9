/** Namespaces whose doc comments still have gaps. Only gets shorter: what is not named here must have none. */
export const NOT_YET: readonly string[] = [
  'KSR.kx',
  'KSR.maxfwd',
  'KSR.nathelper',
  'KSR.pvx',
  'KSR.registrar',
  'KSR.rr',
  'KSR.sanity',
  'KSR.siputils',
  'KSR.textops',
  'KSR.textopsx',
];
