import { Header, equalsLower, type HeaderField, type HeaderType, type Pattern, type SipMessage } from '../../runtime/module.ts';

const NEEDED: ReadonlySet<HeaderType> = new Set<HeaderType>([
  Header.From,
  Header.To,
  Header.Via,
  Header.CallId,
  Header.CSeq,
  Header.MaxForwards,
  Header.ContentLength,
  Header.ContentType,
  Header.ContentEncoding,
  Header.RecordRoute,
  Header.Route,
  Header.Contact,
]);

/**
 * Removes all header fields that a proxy does not need.
 * @param also fields whose name it fits stay; null for none
 */
export function keepNeeded(message: SipMessage, also: Pattern | null): void {
  for (const field of message.headers) {
    if (NEEDED.has(field.type) || isContent(message, field)) continue;
    if (also?.fits(message.fieldName(field)) === true) continue;
    message.edits.remove(field.start, field.end);
  }
}

// Content-Disposition, Content-Language: what describes the body stays with it
function isContent({ text }: SipMessage, field: HeaderField): boolean {
  return field.nameEnd - field.start > 8 && equalsLower(text, field.start, field.start + 8, 'content-');
}
