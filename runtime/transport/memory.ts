// A network inside the process, for tests: the same server code runs on it, without sockets, without waiting, the same way each time.

export { type MemoryAddress, parseAddress } from './memory/address.ts';
export { MemoryNetwork, type MemoryNetworkOptions, type MemoryPacket } from './memory/network.ts';
export { type MemoryMessage, MemoryPeer, type PeerOptions } from './memory/peer.ts';
export { memoryRaw } from './memory/raw.ts';
export { MemoryStream } from './memory/stream.ts';
export { MemorySocket, MemoryTransport, type MemoryTransportOptions } from './memory/transport.ts';
