// What other modules may use of tm.
export { request, sendRequest, type LocalAnswer, type LocalRequest, type LocalSpec } from '../../runtime/module.ts';
export { cancelCall, transactionOf } from './calls.ts';
export { statusCode } from './status.ts';
