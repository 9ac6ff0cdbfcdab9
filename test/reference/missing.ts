/** Functions that Kamailio has and this server has not, by their name on KSR, with the reason; `*` for a module that is not there. */
export const MISSING: Readonly<Record<string, string>> = {};

/** Functions that only this server has, with the reason. */
export const OURS: Readonly<Record<string, string>> = {};
