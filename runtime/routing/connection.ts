// What a script wants of the connections that a message goes over (spec/modules.md 2): bits of `RouteContext.connection`. Stream
// transports honour them; a datagram has no connection, so that over UDP they change nothing.

/** Forward over a connection that is there, never open one. */
export const FORWARD_NO_CONNECT = 1;
/** Close the connection behind the forwarded request. */
export const FORWARD_CLOSE = 2;
/** Reply over a connection that is there, never open one. */
export const REPLY_NO_CONNECT = 4;
/** Close the connection behind the reply. */
export const REPLY_CLOSE = 8;
