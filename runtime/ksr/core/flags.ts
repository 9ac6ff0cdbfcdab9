import type { Destination } from '../../routing/destination.ts';
import { whole } from '../arguments.ts';
import { KsrLog } from './log.ts';

/**
 * Flags 0 to 31 (spec/modules.md 1.5 and 2). Message flags live with the transaction, branch flags with one branch and with the
 * binding it came from, script flags for one run of a callback. A number out of range is logged and gives `false`.
 * Works in every route.
 * @in any
 * @see Kamailio KEMI, core
 */
export class KsrFlags extends KsrLog {
  /** Sets a message flag. @param flag 0 to 31 @returns `true` · `false` no such flag */
  setflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.flags |= bit;
    return bit !== 0;
  }
  /** Clears a message flag. @param flag 0 to 31 @returns `true` · `false` no such flag */
  resetflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.flags &= ~bit;
    return bit !== 0;
  }
  /** @param flag 0 to 31 @returns whether the message flag is set; `false` too when there is no such flag */
  isflagset(flag: number): boolean {
    return (this.cx.flags & this.bit(flag)) !== 0;
  }

  /** Sets a flag of the R-URI branch; in branch and reply callbacks, of that branch. @param flag 0 to 31 @returns `true` · `false` no such flag */
  setbflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.target.flags |= bit;
    return bit !== 0;
  }
  /** Clears a branch flag, as `setbflag` sets one. @param flag 0 to 31 @returns `true` · `false` no such flag */
  resetbflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.target.flags &= ~bit;
    return bit !== 0;
  }
  /** @param flag 0 to 31 @returns whether the branch flag is set; `false` too when there is no such flag */
  isbflagset(flag: number): boolean {
    return (this.cx.target.flags & this.bit(flag)) !== 0;
  }

  /**
   * Sets a flag of any branch.
   * @param flag 0 to 31
   * @param branch 0 the R-URI branch, n the n-th appended one
   * @returns `true`, also when there is no such branch and nothing is set · `false` no such flag
   */
  setbiflag(flag: number, branch: number): boolean {
    const bit = this.bit(flag);
    const of = this.branch(branch);
    if (of !== null) of.flags |= bit;
    return bit !== 0;
  }
  /**
   * Clears a flag of any branch, as `setbiflag` sets one.
   * @param flag 0 to 31
   * @param branch 0 the R-URI branch, n the n-th appended one
   * @returns `true`, also without such a branch · `false` no such flag
   */
  resetbiflag(flag: number, branch: number): boolean {
    const bit = this.bit(flag);
    const of = this.branch(branch);
    if (of !== null) of.flags &= ~bit;
    return bit !== 0;
  }
  /**
   * @param flag 0 to 31
   * @param branch 0 the R-URI branch, n the n-th appended one
   * @returns whether the flag of that branch is set; `false` too when there is no such flag or branch
   */
  isbiflagset(flag: number, branch: number): boolean {
    const of = this.branch(branch);
    return of !== null && (of.flags & this.bit(flag)) !== 0;
  }

  /** Sets a script flag. @param flag 0 to 31 @returns `true` · `false` no such flag */
  setsflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.scriptFlags |= bit;
    return bit !== 0;
  }
  /** Clears a script flag. @param flag 0 to 31 @returns `true` · `false` no such flag */
  resetsflag(flag: number): boolean {
    const bit = this.bit(flag);
    this.cx.scriptFlags &= ~bit;
    return bit !== 0;
  }
  /** @param flag 0 to 31 @returns whether the script flag is set; `false` too when there is no such flag */
  issflagset(flag: number): boolean {
    return (this.cx.scriptFlags & this.bit(flag)) !== 0;
  }

  // 0 for what is no flag
  private bit(flag: number): number {
    if (typeof flag === 'number' && flag >>> 0 === flag && flag < 32) return 1 << flag;
    const number = whole(flag);
    if (number >= 0 && number < 32) return 1 << number;
    this.cx.core.log.error('flags are 0 to 31', { flag });
    return 0;
  }
  private branch(index: number): Destination | null {
    const n = whole(index);
    return n === 0 ? this.cx.target : (this.cx.branches?.[n - 1] ?? null);
  }
}
