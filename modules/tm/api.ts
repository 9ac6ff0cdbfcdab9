// What other modules may use of tm.
export { statusCode } from './status.ts';
