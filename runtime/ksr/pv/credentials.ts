import type { RouteContext } from '../../routing/context.ts';
import { credentialsOf, type DigestCredentials } from '../digest.ts';
import { userOf } from '../uri-parts.ts';
import { orNull, plain, type Definition, type Read } from './definition.ts';

// $au, $ar ...: what the client says about itself; none of it is checked here (spec/modules.md 5.1)

const of =
  (read: (credentials: DigestCredentials) => string): Read =>
  (cx) => {
    const credentials = credentialsOf(cx.message);
    return credentials === null ? null : read(credentials);
  };

const param = (name: string): Read => of((credentials) => credentials.param(name));

// the name for accounting: nobody is authenticated here, so it is the one in From
function accountUri(cx: RouteContext): string | null {
  const uri = cx.message.from?.uri ?? null;
  if (uri === null) return null;
  const user = userOf(uri);
  return orNull(user === '' ? uri.host : `${user}@${uri.host}`);
}

export const credentialVariables: readonly Definition[] = [
  plain(
    'au',
    of((credentials) => credentials.user),
  ),
  plain('aU', param('username')),
  plain(
    'ad',
    of((credentials) => credentials.domain),
  ),
  plain('ar', param('realm')),
  plain('aa', param('algorithm')),
  plain('adn', param('nonce')),
  plain('adu', param('uri')),
  plain('adc', param('cnonce')),
  plain('adr', param('response')),
  plain('ado', param('opaque')),
  plain('Au', accountUri),
  plain('AU', (cx) => {
    const uri = cx.message.from?.uri ?? null;
    return uri === null ? null : orNull(userOf(uri));
  }),
];
