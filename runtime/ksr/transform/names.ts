/** All transformations by their names, to find the one that a mistyped name was meant to be. */
export const TRANSFORMATIONS: readonly string[] = [
  ...of('s', 'len int substr select strip striptail tolower toupper trim ltrim rtrim rm replace rmws rmhlws rmhdws before after'),
  ...of('s', 'rbefore rafter prefixes prefixes.quoted numeric unquote unbracket count ftime fmtlines fmtlinet corehash'),
  ...of('s', 'escape.common unescape.common escape.user unescape.user escape.param unescape.param escape.csv urlencode.param'),
  ...of('s', 'urldecode.param md5 sha1 sha256 sha384 sha512 encode.base64 decode.base64 encode.base64t decode.base64t'),
  ...of('s', 'encode.base64url decode.base64url encode.base64urlt decode.base64urlt encode.base58 decode.base58 encode.hexa'),
  ...of('s', 'decode.hexa encode.7bit decode.7bit'),
  ...of(
    'uri',
    'user host port passwd params param headers scheme transport ttl uparam maddr method lr r2 tosocket saor suri duri',
  ),
  ...of('uri', 'rmparam'),
  ...of('param', 'value in valueat name count'),
  ...of('nameaddr', 'name uri len'),
  ...of('tobody', 'uri user host display tag params'),
  ...of('line', 'count at sw'),
  ...of('re', 'subst'),
  ...of('val', 'n0 ne json jsonqe'),
  ...of('num', 'fdigit ldigit'),
  ...of('urialias', 'encode decode'),
  ...of('sock', 'host port proto touri'),
];

function of(name: string, operations: string): string[] {
  return operations.split(' ').map((operation) => `${name}.${operation}`);
}
