import { Header, type RouteContext } from '../../runtime/module.ts';
import { BAD_URI } from './checks.ts';
import { fault, type Fault } from './fault.ts';

/** What `uris` reads, by bit. */
export const UriBit = { Request: 1, From: 2, To: 4, Contact: 8 } as const;

const FROM: Fault = fault(400, 'Invalid From Header');
const TO: Fault = fault(400, 'Invalid To Header');
const CONTACT: Fault = fault(400, 'Bad Contact URI');

/** 1024: URIs can be read. Of several contacts the first one is looked at. */
export function uris(cx: RouteContext, which: number): Fault | null {
  const { message } = cx;
  if ((which & UriBit.Request) !== 0 && message.isRequest && cx.parsedRequestUri === null) return BAD_URI;
  if ((which & UriBit.From) !== 0 && (message.from?.uri ?? null) === null) return FROM;
  if ((which & UriBit.To) !== 0 && (message.to?.uri ?? null) === null) return TO;
  if ((which & UriBit.Contact) === 0) return null;
  const field = message.header(Header.Contact);
  if (field === null || message.isStar(field)) return null;
  return (message.contacts?.[0]?.uri ?? null) === null ? CONTACT : null;
}
