import { numberArgument, textArgument, wireText } from '../../runtime/module.ts';
import { TextopsSearch } from './facade-search.ts';
import { isPresent, isPresentLike, removeLike, removeMatching, removeNamed, removeNth, type BodyTest } from './fields.ts';
import { asksForPrivacy } from './privacy.ts';

/**
 * Header fields by name and by pattern. Names: long and compact ones are the same, case does not matter.
 * @in any
 * @see Kamailio textops
 */
export class TextopsFields extends TextopsSearch {
  /**
   * Tells whether there is a header field of that name.
   * @param name of the header, long or compact, in any case
   * @returns `1` there is · `-1` there is none
   */
  is_present_hf(name: string): 1 | -1 {
    return isPresent(this.cx.message, textArgument(name)) ? 1 : -1;
  }
  /**
   * Tells whether there is a header field whose name fits.
   * @param pattern POSIX extended expression, case does not matter
   * @returns `1` the name of a field fits · `-1` none, or a wrong pattern
   */
  is_present_hf_re(pattern: string): 1 | -1 {
    const expression = this.pattern(pattern);
    return expression !== null && isPresentLike(this.cx.message, expression) ? 1 : -1;
  }

  /**
   * Removes all fields of that name.
   * @param name of the header, long or compact, in any case
   * @returns `1` removed, or there was none · `-1` an empty name
   */
  remove_hf(name: string): 1 | -1 {
    const asked = textArgument(name);
    if (asked === '') return -1;
    removeNamed(this.cx.message, asked);
    return 1;
  }
  /**
   * Removes fields whose name fits.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @returns `1` · `-1` there is none, or a wrong pattern
   */
  remove_hf_re(pattern: string): 1 | -1 {
    const expression = this.pattern(pattern);
    return expression !== null && removeLike(this.cx.message, expression, null) ? 1 : -1;
  }
  /**
   * Removes fields whose name fits the first pattern and not the second.
   * @param pattern POSIX extended expression, line by line, case does not matter
   * @param except POSIX extended expression for names of fields that stay
   * @returns `1` · `-1` there is none, or a wrong pattern
   */
  remove_hf_exp(pattern: string, except: string): 1 | -1 {
    const expression = this.pattern(pattern);
    const stays = this.pattern(except);
    if (expression === null || stays === null) return -1;
    return removeLike(this.cx.message, expression, stays) ? 1 : -1;
  }
  /**
   * Removes fields of a name by their body.
   * @param name of the header, long or compact, in any case
   * @param op `eq` equal, `ne` not equal, `in` contains (all with case), `re` fits a pattern
   * @param value text or pattern to compare the body with
   * @returns `1` · `-2` there is none · `-1` another op, an empty name, or a wrong pattern
   */
  remove_hf_match(name: string, op: 'eq' | 'ne' | 'in' | 're', value: string): 1 | -1 | -2 {
    const asked = textArgument(name);
    const test = this.bodyTest(op, textArgument(value));
    if (asked === '' || test === null) return -1;
    return removeMatching(this.cx.message, asked, test) ? 1 : -2;
  }
  /**
   * Removes the n-th field of a name.
   * @param name of the header, long or compact, in any case
   * @param index 0 the first, -1 the last
   * @returns `1` removed, or there is no such field and the index is negative · `2` there are fewer · `-1` an empty name
   */
  remove_hf_idx(name: string, index: number): 1 | 2 | -1 {
    const asked = textArgument(name);
    const n = numberArgument(index);
    if (asked === '') return -1;
    return removeNth(this.cx.message, asked, n) || n < 0 ? 1 : 2;
  }

  /**
   * Tells whether Privacy asks for something (RFC 3323).
   * @param value `header`, `session`, `user`, `none`, `critical`, `id` or `history`
   * @returns `1` it does · `-1` it does not, or holds something unknown
   */
  is_privacy(value: string): 1 | -1 {
    return asksForPrivacy(this.cx.message, textArgument(value)) ? 1 : -1;
  }

  private bodyTest(op: string, value: string): BodyTest | null {
    const wanted = wireText(value);
    switch (op.toLowerCase()) {
      case 'eq':
        return (body) => body === wanted;
      case 'ne':
        return (body) => body !== wanted;
      case 'in':
        return (body) => wanted !== '' && body.includes(wanted);
      case 're': {
        const pattern = this.pattern(value);
        return pattern === null ? null : (body) => pattern.fits(body);
      }
      default:
        return null;
    }
  }
}
