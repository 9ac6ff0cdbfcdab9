import { NatBox } from './nat-box.ts';
import { Namespace } from './namespace.ts';

export const SERVER: string = '203.0.113.10';
export const PHONE: string = '192.168.1.100';

/**
 * The network of the lab, each box a network namespace:
 *
 *     server 203.0.113.10 ──┬── 203.0.113.21 NAT A 192.168.1.1 ── 192.168.1.100 phone A
 *      (bridge "segment")   └── 203.0.113.22 NAT B 192.168.1.1 ── 192.168.1.100 phone B
 *
 * Both phones have the same address. NAT A keeps ports where it can, NAT B draws them at random.
 */
export class Network {
  readonly server: Namespace;
  readonly natA: NatBox;
  readonly natB: NatBox;
  readonly phoneA: Namespace;
  readonly phoneB: Namespace;

  constructor() {
    this.server = new Namespace('server');
    this.server.ip('link add segment type bridge');
    this.server.ip(`addr add ${SERVER}/24 dev segment`);
    this.server.ip('link set segment up');
    this.natA = new NatBox('nat-a', '203.0.113.21', 'masquerade', this.server);
    this.natB = new NatBox('nat-b', '203.0.113.22', 'masquerade random', this.server);
    this.phoneA = phone('phone-a', this.natA);
    this.phoneB = phone('phone-b', this.natB);
  }

  async close(): Promise<void> {
    await Promise.all([this.phoneA.close(), this.phoneB.close()]); // first, so that they can say goodbye
    await Promise.all([this.natA.inside.close(), this.natB.inside.close(), this.server.close()]);
  }
}

function phone(name: string, nat: NatBox): Namespace {
  const space = new Namespace(name);
  space.ip(`link add eth0 type veth peer name lan netns ${nat.inside.name}`);
  space.ip(`addr add ${PHONE}/24 dev eth0`);
  space.ip('link set eth0 up');
  nat.inside.ip('addr add 192.168.1.1/24 dev lan');
  nat.inside.ip('link set lan up');
  space.ip('route add default via 192.168.1.1');
  return space;
}
