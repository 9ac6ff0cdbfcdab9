// The package's entry point `ksr/module`, and the only file of the runtime that modules import.
export { z } from 'zod';
export { KsrError } from './errors.ts';
export * from './module/arguments.ts';
export * from './module/contract.ts';
export { parseDigest, type DigestCredentials } from './ksr/digest.ts';
export { coreHash } from './ksr/core-hash.ts';
export { CLASSES } from './ksr/pattern/octets.ts';
export { compilePattern, type Match, type Pattern } from './ksr/pattern/pattern.ts';
export { Patterns, SEARCH, warnOfPerl } from './ksr/pattern/patterns.ts';
export { MAX_OUTCOME, Search } from './ksr/pattern/search.ts';
export type { PatternFlags } from './ksr/pattern/syntax.ts';
export * from './ksr/request-uri.ts';
export * from './ksr/digest.ts';
export * from './ksr/header-text.ts';
export * from './ksr/iterators.ts';
export * from './ksr/number.ts';
export * from './ksr/socket-text.ts';
export { isPhone, userOf, userParamsOf, withHost, withPort, withUser } from './ksr/uri-parts.ts';
export {
  GONE,
  RouteContext,
  type InternalError,
  type ReplyBody,
  type RouteFunction,
  type RouteReference,
} from './routing/context.ts';
export type { Core, CoreCounters, CoreHooks, CoreOptions, RandomSource } from './routing/core.ts';
export { Avps, type Value } from './routing/avps.ts';
export { XavpItem, XavpList, type Variables, type XavpValue } from './routing/variables.ts';
export { formatFlow, parseFlow, type Flow } from './transport/flow.ts';
export { forwardAlone } from './routing/forward.ts';
export { authorizedUser, authorize } from './routing/authorized.ts';
export { ViaExtra } from './routing/via-extras.ts';
export { Destination } from './routing/destination.ts';
export { Source } from './routing/source.ts';
export { cancelBranch, cancelPending } from './routing/stateful/answers.ts';
export type { Branch, BranchAnswer } from './routing/stateful/branch.ts';
export { acknowledge, type AckMode } from './routing/local/ack.ts';
export type { LocalAnswer, LocalRequest, LocalUser } from './routing/local/local-request.ts';
export { replicate } from './routing/local/replicate.ts';
export type { RequestSpec } from './routing/local/request-text.ts';
export { request, sendRequest, type LocalFault, type LocalSpec } from './routing/local/send.ts';
export { localReason } from './routing/stateful/cancel.ts';
export { EarlySettings } from './routing/stateful/early.ts';
export {
  checkTransaction,
  findCancelled,
  findTransaction,
  lookedUp,
  lookupAck,
  newTransaction,
} from './routing/stateful/lookup.ts';
export { transactionId, type TransactionId } from './routing/stateful/identity.ts';
export type { StatefulProxy } from './routing/stateful/proxy.ts';
export { relay, type RelayOptions } from './routing/stateful/relay.ts';
export { reply, replyCreating, replyStateful, replyStateless, replyTransaction } from './routing/stateful/reply.ts';
export { resume, suspend } from './routing/stateful/suspend.ts';
export type { Counter, Statistics } from './routing/statistics.ts';
export type { StatefulOptions } from './routing/stateful/table.ts';
export { restartTimeouts } from './routing/stateful/timeouts.ts';
export { errorReason, SERVER_ERROR } from './routing/errors.ts';
export { forwardReply } from './routing/reply-routing.ts';
export { REPLY_CLOSE, REPLY_NO_CONNECT } from './routing/connection.ts';
export { acknowledgesStateless } from './routing/stateless.ts';
export { defaultPort, shownHost, shownPort } from './routing/via.ts';
export type { Logger, LogBindings, LogLevel } from './routing/logger.ts';
export { messageBindings } from './routing/message-log.ts';
export { leave } from './routing/exit.ts';
export type { RouteKind } from './routing/route-kind.ts';
export type { RouteGeneration } from './routing/routes.ts';
export { checkCallback, runEvent, standIn, type EventCallbacks, type EventRun } from './routing/events.ts';
export { findHop } from './routing/next-hop.ts';
export { sendTo } from './transaction/hop.ts';
export { isHostName, parseHostPort, type HostPort } from './transport/host-port.ts';
export type { NaptrRecord, SrvRecord } from './transport/resolve/source.ts';
export { protoOf } from './transport/proto.ts';
export type { OpenRaw, RawRefusal, RawSender } from './transport/raw/types.ts';
export { PROTO_NUMBER, type LocalSocket, type Proto } from './transport/types.ts';
export type { Clock } from './timer/clock.ts';
export * from './sip/address.ts';
export * from './sip/body.ts';
export * from './sip/chars.ts';
export * from './sip/edits.ts';
export * from './sip/header-list.ts';
export * from './sip/header-type.ts';
export * from './sip/message.ts';
export * from './sip/method.ts';
export * from './sip/name-addr.ts';
export * from './sip/params.ts';
export * from './sip/percent.ts';
export * from './sip/parser.ts';
export * from './sip/sdp.ts';
export * from './sip/sdp-description.ts';
export * from './sip/serialize.ts';
export * from './sip/uri.ts';
export * from './sip/via.ts';
