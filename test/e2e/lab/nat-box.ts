import { Namespace } from './namespace.ts';

/** After so many seconds without a packet a NAT box forgets a UDP mapping. */
export const MEMORY: number = 5;

/** Datagrams that passed a NAT box, by kind. */
export interface Traffic {
  /** 4-byte pings from the server. */
  rawPings: number;
  /** OPTIONS requests from the server. */
  sipPings: number;
  /** INVITE requests from the server. */
  invites: number;
  /** SIP replies from the phone. */
  replies: number;
  /** Everything else from the phone: requests and whatever it sends to keep the hole open. */
  requests: number;
}

/** A home router: masquerades, admits only what answers, drops the rest without a word, and forgets quickly. */
export class NatBox {
  readonly inside: Namespace;

  /** @param masquerade the statement of nftables that makes the NAT */
  constructor(name: string, address: string, masquerade: string, segment: Namespace) {
    this.inside = new Namespace(name);
    this.inside.ip(`link add wan type veth peer name ${name} netns ${segment.name}`);
    segment.ip(`link set ${name} master segment`);
    segment.ip(`link set ${name} up`);
    this.inside.ip(`addr add ${address}/24 dev wan`);
    this.inside.ip('link set wan up');
    this.inside.run(['nft', '-f', '-'], ruleset(masquerade));
    // The rules above load the connection tracking, and only with it these settings exist.
    this.inside.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    this.inside.run(['sysctl', '-qw', `net.netfilter.nf_conntrack_udp_timeout=${MEMORY}`]);
    this.inside.run(['sysctl', '-qw', `net.netfilter.nf_conntrack_udp_timeout_stream=${MEMORY}`]);
  }

  /** The mappings it remembers right now, one line each, as conntrack writes them. */
  holes(): string[] {
    const listing = this.inside.run(['conntrack', '-L', '-p', 'udp', '--orig-port-dst', '5060']);
    return listing.split('\n').filter((line) => line !== '');
  }

  traffic(): Traffic {
    const listing = JSON.parse(this.inside.run(['nft', '-j', 'list', 'counters'])) as {
      nftables: { counter?: { name: keyof Traffic; packets: number } }[];
    };
    const traffic: Traffic = { rawPings: 0, sipPings: 0, invites: 0, replies: 0, requests: 0 };
    for (const { counter } of listing.nftables) if (counter) traffic[counter.name] = counter.packets;
    return traffic;
  }
}

// @th,64,32 are the first four bytes after the UDP header.
const word = (text: string): string => `@th,64,32 0x${Buffer.from(text).toString('hex')}`;

const ruleset = (masquerade: string): string => `
table ip lab {
  counter rawPings {}
  counter sipPings {}
  counter invites {}
  counter replies {}
  counter requests {}
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "wan" ${masquerade}
  }
  chain input {
    type filter hook input priority filter
    iifname "wan" drop
  }
  chain forward {
    type filter hook forward priority filter; policy drop
    iifname "wan" udp sport 5060 udp length 12 counter name rawPings
    iifname "wan" udp sport 5060 ${word('OPTI')} counter name sipPings
    iifname "wan" udp sport 5060 ${word('INVI')} counter name invites
    iifname "lan" udp dport 5060 ${word('SIP/')} counter name replies
    iifname "lan" udp dport 5060 ${word('SIP/').replace('0x', '!= 0x')} counter name requests
    iifname "lan" accept
    ct state established,related accept
  }
}
`;
