import type { Subject } from '../subject.ts';
import { arrived, functions, inviteText, parsed, phoneServer } from './phone.ts';

/** What scripts look for most: scanners, a number in the user, a parameter, a code. */
export const patterns: Subject = {
  name: 'patterns',
  operation: 'search, search_hf, search_body, is_present_hf_re, subst_user and {re.subst} of an INVITE',
  async setUp() {
    const server = await phoneServer();
    const message = parsed(inviteText(1));
    return () => {
      const cx = arrived(server, message);
      const textops = functions<Textops>(server, cx, 'textops');
      let sum = textops.search('friendly-scanner|sipvicious|sipcli');
      sum += textops.search_hf('User-Agent', '^(friendly|sip)[a-z-]*', 'f');
      sum += textops.search_body('^a=rtpmap:[0-9]+ (opus|pcm[ua])');
      sum += textops.is_present_hf_re('^X-');
      sum += textops.subst_user('/^(b|bo)(.*)$/\\2/');
      const uri = functions<Pv>(server, cx, 'pv').get('$(fu{re.subst,/^sip:(.*)@(.*)$/\\2/})');
      return sum + String(uri).length;
    };
  },
};

interface Textops {
  search(pattern: string): number;
  search_hf(name: string, pattern: string, mode: string): number;
  search_body(pattern: string): number;
  is_present_hf_re(pattern: string): number;
  subst_user(expression: string): number;
}
interface Pv {
  get(name: string): unknown;
}
