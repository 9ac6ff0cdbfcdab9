import { KsrError } from '../../runtime/module.ts';

/** Where the parameters stand. */
export const FILE = 'kamailio.config.ts';

/** @returns a mistake in a parameter: what is wrong with it, a clause, and what to do, a sentence */
export function paramError(param: string, problem: string, hint: string): KsrError {
  return new KsrError('E_MODULE_PARAM', { file: FILE, module: 'nathelper', param, problem, hint });
}
