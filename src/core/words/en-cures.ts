import type { CureFacts } from './cure-facts'

const ROUTE_DELETED = (p: Pick<CureFacts, 'place' | 'route'>) => `Delete the route on ${p.place} (ip route del ${p.route}), or add one with a longer prefix that leads on.`
const RULE_DELETED = (p: Pick<CureFacts, 'place'>) =>
  `Delete the rule on ${p.place}, or put an accepting one before it. Where it is Calico’s own (cali:…), change the policy that makes it.`

/** What mends a drop, in English, in words and commands, for whoever runs the cluster. One row a reason. */
export const EN_CURES = {
  unknown: { destination: 'the destination', source: 'the source', address: 'the address', link: 'the interface', protocol: 'it', protocolNumber: (p: { readonly number: number }) => `IP protocol ${p.number}` },
  otherModes: {
    ipip: 'VXLAN is UDP port 4789, WireGuard UDP port 51820',
    vxlan: 'IPIP is IP protocol 4, WireGuard UDP port 51820',
    wireguard: 'IPIP is IP protocol 4, VXLAN UDP port 4789',
    bare: 'inside a tunnel it is not seen',
  },
  /** A VXLAN device that knows no MAC address of the far end. */
  vtep: (p: Pick<CureFacts, 'place' | 'address' | 'link'>) => `The VTEP’s neighbour entry is Felix’s work: restart calico-node on ${p.place}. By hand it is a permanent neighbour ${p.address} on ${p.link}, with the vxlanTunnelMACAddr of the node that has that address (calicoctl get node -o yaml).`,
  /** IPIP that no device takes. */
  noTunnelDevice: (p: Pick<CureFacts, 'place'>) => `Give ${p.place} the tunnel device: it has no tunl0 to take IPIP. Both ends must use the same pool’s ipipMode.`,
  /** Beside what is said of an address that nobody answers for, where a pod asks for its gateway. */
  podGateway: 'A pod’s gateway 169.254.1.1 is answered by its node’s proxy_arp.',
  /** A packet that WireGuard keeps until it has a session (REKEY_TIMEOUT, drivers/net/wireguard/messages.h). */
  held: {
    waits: (p: { readonly link: string }) => `It waits in the queue of ${p.link}: there is no session with the far node yet, and nothing is sealed without one.`,
    unanswered: (p: { readonly seconds: string }) => (p.seconds === '0.0' ? 'The handshake for it was not answered.' : `The handshake that was begun ${p.seconds} s before was not answered.`),
    endedAt: (p: { readonly place: string; readonly reason: string }) => `Its request ended at ${p.place}: ${p.reason}.`,
    next: 'WireGuard begins another no sooner than 5 s (and up to a third of a second by chance) after the last one, and sends what waits once one is answered.',
  },
  /** What the trace knows of the thing at fault. */
  found: {
    azure: (p: { readonly commands: string }) => `Azure’s network drops IPIP, whatever its security groups say. Use VXLAN (${p.commands}) or WireGuard; without a tunnel, user-defined routes to the nodes’ blocks and IP forwarding on their cards.`,
    gcp: (p: { readonly address: string; readonly block: string; readonly node: string; readonly pool: string; readonly mode: string }) => `A VPC of Google’s routes every packet by its destination, between neighbours too, and has no route to ${p.address}. Encapsulate always (scope Always; calicoctl patch ippool ${p.pool} --patch '{"spec":{"${p.mode}":"Always"}}'), or give the VPC a route to the block of each node (gcloud compute routes create pods-of-${p.node} --destination-range=${p.block} --next-hop-instance=${p.node}), with instances that may forward (--can-ip-forward).`,
    hadRow: (p: { readonly place: string; readonly row: string; readonly address: string }) => `${p.place} had a row for ${p.address}, and has it no more: ${p.row}.`,
    nobodys: (p: { readonly address: string; readonly pool: string; readonly place: string; readonly row: string; readonly via: string }) => `${p.address} is out of the pool ${p.pool}, but no pod has it, and no node has a block that holds it. ${p.row === '' ? '' : `${p.place} had a row for it (${p.row}), but the node that had ${p.via} is gone, and its routes and pods with it. `}Either nobody ever had it, or its node was deleted. Use the address of a pod that runs (kubectl get pods -A -o wide); where that pod should exist, let its node join again (kubectl get nodes).`,
    otherSource: (p: { readonly source: string; readonly node: string; readonly own: string; readonly place: string; readonly set: string; readonly row: string }) => `${p.source} is another address of ${p.node}, which the cluster knows by ${p.own}, and Felix’s own rule lets only the addresses in the set ${p.set} of ${p.place} send tunnel packets. ${p.node} sends from it because of this row: ${p.row}. Let the row’s src be ${p.own}, or let the cluster know the node by the other (calicoctl patch node ${p.node}, spec.bgp.ipv4Address). What is added to the set by hand Felix takes out again.`,
    noPeer: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly place: string }) => `${p.address} is ${p.pod} on ${p.node}, and no peer of ${p.place} has it among its AllowedIPs: that should be the peer with the public key of ${p.node}. Felix makes it of that key and the node’s blocks: see that calico-node runs on ${p.place}.`,
    strangersKey: (p: { readonly place: string; readonly sender: string }) => `Either no peer of ${p.place} has the key of ${p.sender}, or ${p.sender} sealed this for an old key of ${p.place}. Each needs the other’s present public key (wg show, calicoctl get node -o yaml): Felix takes them from the Node resources, so see that calico-node runs on both.`,
    isPod: (p: { readonly address: string; readonly pod: string; readonly node: string }) => `${p.address} is ${p.pod} on ${p.node}.`,
    withoutNat: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly other: string; readonly switchedOn: string }) => `${p.pod} of ${p.node} speaks to ${p.other} by its own address ${p.address}, which nobody outside has a route to: its packets leave ${p.node} without NAT. Set natOutgoing on its pool (calicoctl get ippool -o wide shows it; ${p.switchedOn}), or give the network a route to the pods.`,
    outsideInPool: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly other: string; readonly outside: string; readonly pool: string; readonly cidr: string }) => `${p.outside} of ${p.other} lies in the pool ${p.pool}, ${p.cidr}: Calico counts it as a pod’s, so natOutgoing leaves what ${p.pod} of ${p.node} sends there as it is, and nobody outside has a route back to ${p.address}. Give the pods a pool that no address of the LAN lies in: make another IPPool, let the pods start anew in it, and delete ${p.pool}.`,
    natRuleGone: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly other: string }) => `${p.pod} of ${p.node} speaks to ${p.other} by its own address ${p.address}, though its pool has natOutgoing: no rule of ${p.node} rewrote it. Felix writes that rule (iptables -t nat -S cali-nat-outgoing): restart calico-node on ${p.node}.`,
    askedFromOutside: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly asker: string; readonly place: string; readonly block: string }) => `${p.asker} asks from outside for ${p.address}, the own address of ${p.pod} on ${p.node}, and ${p.place} has no route to pods. Reach the pod by a Service (NodePort, LoadBalancer), or let ${p.place} learn the nodes’ blocks by BGP (a BGPPeer); by hand a route to ${p.block} by way of ${p.node} does it.`,
    podHere: (p: { readonly address: string; readonly pod: string; readonly place: string; readonly row: string }) => `${p.address} is ${p.pod}, a pod of ${p.place} itself, and its route is missing there: so ${p.row} takes what is for it. Felix programs the route of every pod: see that calico-node runs and that nothing else (NetworkManager, say) manages cali… interfaces.`,
    podLinkDown: (p: { readonly address: string; readonly pod: string; readonly place: string; readonly row: string; readonly link: string }) => `${p.address} is ${p.pod}, a pod of ${p.place} itself, and its link ${p.link} is down: the kernel took the pod’s route away with it, so ${p.row} takes what is for it. Bring the link up, and give the route back.`,
    borrowed: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly place: string; readonly row: string; readonly block: string }) => `${p.address} is ${p.pod} on ${p.node}, which borrowed the address out of ${p.block}, the block of ${p.place}. Its own row is missing on ${p.place}, so ${p.row} takes what is for it. BIRD learns that row from ${p.node}: see that BGP is established (calicoctl node status).`,
    podElsewhere: (p: { readonly address: string; readonly pod: string; readonly node: string; readonly place: string; readonly row: string; readonly block: string }) => `${p.address} is ${p.pod} on ${p.node}, and ${p.place} holds ${p.row} for it: two nodes claim one block, and ${p.block} is ${p.node}’s. Whoever sends it to ${p.place} is to send it to ${p.node}, and ${p.place} is to have a route there in the place of that row.`,
    noBlock: (p: { readonly place: string; readonly row: string }) => `${p.row} on ${p.place} is no block of a pool: somebody added it, or BIRD advertises a range of services and discards it at home. Where kube-proxy serves the range, it rewrites the address before this row is asked.`,
    strayAddress: (p: { readonly address: string; readonly holder: string; readonly link: string; readonly place: string; readonly row: string }) => `${p.address} is the address of ${p.holder} ${p.link}, and ${p.row} on ${p.place} takes the answers to it: the address is out of another node’s block. Give ${p.holder} one out of its own (restart calico-node there, which allocates it).`,
    strayRow: (p: { readonly address: string; readonly holder: string; readonly link: string; readonly place: string; readonly row: string }) => `${p.address} is the address of ${p.holder} ${p.link}, and ${p.row} on ${p.place} takes what is for it. That row is no block of Calico’s: somebody added it. Delete it.`,
    holderDown: (p: { readonly address: string; readonly holder: string; readonly link: string }) => `${p.address} is the address of ${p.holder} ${p.link}, which is down, so nobody answers for it. Bring it up, and give back the routes that led out of it: the kernel forgot them.`,
    unknownMac: (p: { readonly sender: string; readonly address: string; readonly mac: string; readonly link: string; readonly place: string }) => `${p.sender} knows ${p.address} on ${p.link} as ${p.mac}, and nobody on ${p.place} has that MAC address. Delete the entry, so that ${p.sender} asks anew: an address that moved to another host (a virtual IP), or an entry that somebody wrote.`,
    silentToAll: (p: { readonly place: string }) => `A ping to all hosts is answered by none that ignores it, as Linux does unless told otherwise (icmp_echo_ignore_broadcasts). Ping the hosts one by one, or let ${p.place} answer.`,
    noTunnel: (p: { readonly place: string; readonly tunnel: string; readonly port: number }) => `UDP port ${p.port} carries ${p.tunnel}, and ${p.place} has no device that takes it out. Both ends must use the same mode; Felix makes the device: see that calico-node runs on ${p.place}.`,
    tunnelDown: (p: { readonly place: string; readonly link: string; readonly port: number }) => `${p.link} of ${p.place} is down: it alone listens at UDP port ${p.port}. Bring it up, and give back the routes that led into it: the kernel forgot them.`,
    tunnelElsewhere: (p: { readonly place: string; readonly link: string; readonly port: number; readonly own: number }) => `${p.link} of ${p.place} listens at UDP port ${p.own}, and the other nodes send to ${p.port}. All nodes need the same one (vxlanPort, wireguardListeningPort in FelixConfiguration).`,
    mtuForLink: (p: { readonly setting: string; readonly sum: string; readonly command: string }) => `Let the link carry more, or the pods send less: ${p.setting} in FelixConfiguration is then to be ${p.sum} (${p.command}), and pods get it when they start anew.`,
    tunnelMtu: (p: { readonly place: string; readonly tunnel: string; readonly mtu: string; readonly card: string; readonly way: string; readonly setting: string; readonly sum: string }) => `${p.tunnel} of ${p.place} has an MTU of ${p.mtu}, but ${p.card}, out of which its packets go, takes ${p.way} with the tunnel’s header: ${p.sum} is the most that fits. Set ${p.setting} in FelixConfiguration to that, or to 0, so that Felix reckons it from the card. Pods get it when they start anew; until then they learn it by ICMP type 3 code 4.`,
    tunnelMtuByHand: (p: { readonly place: string; readonly tunnel: string; readonly mtu: string; readonly card: string; readonly way: string; readonly setting: string; readonly sum: string }) => `Somebody gave ${p.tunnel} of ${p.place} an MTU of ${p.mtu}, but ${p.card}, out of which its packets go, takes ${p.way} with the tunnel’s header: ${p.sum} is the most that fits. ${p.setting} in FelixConfiguration asks for no more: set the device back.`,
    wayLearned: (p: { readonly place: string; readonly tunnel: string; readonly far: string; readonly way: string; readonly teller: string; readonly link: string; readonly setting: string; readonly sum: string; readonly command: string }) => `${p.place} was told by ICMP that the way to ${p.far} carries ${p.way} bytes, and remembers it for ten minutes: a packet that ${p.tunnel} wraps may have ${p.sum} bytes. ${p.teller === '' ? 'A link on the way is smaller than the nodes’ cards think: let it carry more' : `${p.teller} told it, whose ${p.link} takes no more: let that link carry more`}, or give the pods what fits: ${p.setting} in FelixConfiguration (${p.command}).`,
    proxyNeedsRoute: (p: { readonly place: string; readonly address: string }) => `${p.place} answers its pods’ ARP for ${p.address} only while it has a route for that address, and its default route is gone: give it back.`,
    natMade: (p: { readonly address: string; readonly place: string; readonly rule: string }) => `${p.address} was never anybody’s: a rule of ${p.place} writes it into packets as their source, and the answers are for it: ${p.rule}. Let it write an address of ${p.place} (MASQUERADE), or delete it.`,
    addressGone: (p: { readonly address: string; readonly holder: string; readonly link: string; readonly node: string }) => `${p.holder} ${p.link} had ${p.address}, and has it no more. Give it back${p.node === '' ? '' : `, or let the cluster know the new one (calicoctl patch node ${p.node}, spec.bgp.ipv4Address)`}.`,
    hostTakes: (p: { readonly address: string; readonly pod: string; readonly place: string; readonly link: string }) => `${p.address} is ${p.pod}’s, but ${p.place} has it too, on ${p.link}, and takes what is for ${p.pod}. Take it from ${p.place}.`,
    unknownHost: (p: { readonly source: string; readonly place: string; readonly set: string }) => `Felix’s own rule lets nobody but Calico’s nodes send tunnel packets, and ${p.source} is not in the set ${p.set} of ${p.place}. Leave the rule. See that ${p.source} is the address of a Node resource (kubectl get nodes -o wide) and that calico-node runs on ${p.place}: Felix fills the set.`,
    foreignSource: (p: { readonly source: string; readonly link: string; readonly place: string }) => `${p.source} is no address of the pod behind ${p.link}: ${p.place} takes it for spoofed. Let the program send from the pod’s own address; Calico lets others pass only by the annotation cni.projectcalico.org/allowedSourcePrefixes.`,
    rewritten: (p: { readonly place: string; readonly rule: string }) => `Its source is not the pod’s any more: ${p.place} rewrote it by ${p.rule}. A rule that allows the pod cannot know it.`,
  },
  of: {
    'ttl-exceeded': 'Look for a loop: routes of neighbouring nodes or routers that point at each other. Where there is none, send with a larger TTL (ping -t 64).',
    'no-route': (p: Pick<CureFacts, 'place' | 'destination'>) =>
      `Give ${p.place} a route to ${p.destination}. For a pod it is BIRD’s work, or Felix’s with VXLAN: see that BGP is established (calicoctl node status) and that the node that owns the block is up. For the world outside it is the default route.`,
    'blackhole-route': (p: Pick<CureFacts, 'place' | 'destination'>) =>
      `No pod of ${p.place} has ${p.destination}: Calico discards what is for an own block but for none of its pods. Use the address of a pod that runs; where this one does, restart calico-node so that Felix programs its cali… route again.`,
    'unreachable-route': ROUTE_DELETED,
    'prohibit-route': ROUTE_DELETED,
    'no-such-neighbour': (p: Pick<CureFacts, 'place' | 'address' | 'link' | 'pod'>) =>
      `See that ${p.address} exists, is up and is on the same link as ${p.place}${p.link === '' ? '' : ` ${p.link}`}.${p.pod === '' ? '' : ' The pod behind it may have gone: then its route is stale.'}`,
    'neighbour-queue-full': (p: Pick<CureFacts, 'place' | 'address'>) => `ARP for ${p.address} gets no answer: once it does, the queue of ${p.place} empties by itself.`,
    'forwarding-disabled': (p: Pick<CureFacts, 'place' | 'inKey'>) => `Switch forwarding on in ${p.place}: sysctl -w net.ipv4.ip_forward=1${p.inKey === '' ? '' : `, and the same for net.ipv4.conf.${p.inKey}.forwarding`}.`,
    'reverse-path-filter': (p: Pick<CureFacts, 'place' | 'source' | 'inLink'>) =>
      `Make the way back from ${p.place} to ${p.source} lead out of ${p.inLink}, or loosen rp_filter there and in conf/all, the larger of which counts: 2 asks for any way back, 0 for none.`,
    'martian-source': (p: Pick<CureFacts, 'place' | 'source'>) => `Find who sends from ${p.source}: it is an address of ${p.place} itself, or one that no sender may use. Two hosts may have the same address.`,
    'martian-destination': (p: Pick<CureFacts, 'destination'>) => `Send to another address: ${p.destination} is never on a wire.`,
    'not-for-this-host': (p: Pick<CureFacts, 'place'>) => `Nothing is wrong at ${p.place}: the frame was for another host’s MAC address, or for a group that ${p.place} is not in. Look at who sent it there (ip neigh on the sender).`,
    'interface-down': (p: Pick<CureFacts, 'link' | 'shell'>) => `Bring the interface up: ip link set ${p.link} up${p.shell === '' ? '' : ` on ${p.shell}`}.`,
    'exceeds-mtu': (p: Pick<CureFacts, 'link'>) => `Make both ends agree: raise the MTU of ${p.link}, or lower that of the pods to what the smallest link carries less the tunnel’s header.`,
    'exceeds-segment-mtu':
      'Nobody is told of such a loss. Give both ends of the link the same MTU, and pods the smallest MTU of the whole path less the tunnel’s header (mtu in FelixConfiguration: ipipMTU, vxlanMTU, wireguardMTU).',
    'fragmentation-needed':
      'Its sender is told the size by ICMP, and obeys if that error reaches it: let ICMP type 3 code 4 pass everywhere. Else set the pods’ MTU to what the path carries, or send without DF.',
    'bad-checksum': 'Capture on both sides to find who damages it: a broken offload (ethtool -K … tx off) is the usual cause with tunnels.',
    malformed: 'Capture it where it was sent: a program or a device writes headers whose lengths do not fit.',
    'no-socket': (p: Pick<CureFacts, 'place' | 'port'>) => `Start the program that is to listen at port ${p.port} in ${p.place}, or send to the port where it does.`,
    'iptables-drop': RULE_DELETED,
    'iptables-reject': RULE_DELETED,
    'fabric-filter': (p: Pick<CureFacts, 'protocol' | 'otherModes'>) => `Let ${p.protocol} pass in the fabric (security group, switch, firewall), or choose a mode that the fabric carries: ${p.otherModes}.`,
    'source-destination-check': ({ ownAddress, instanceId }: Pick<CureFacts, 'ownAddress' | 'instanceId'>) =>
      `Switch the source/destination check of both nodes’ instances off, or encapsulate: IPIP, VXLAN or WireGuard, and Always, where CrossSubnet leaves packets inside a subnet bare.${instanceId === '' ? ` Here a node’s name stands for its instance; on AWS take the instance’s id, which aws ec2 describe-instances lists beside the node’s address ${ownAddress}.` : ''}`,
    'no-tunnel-route': (p: Pick<CureFacts, 'place' | 'address'>) => `Give ${p.place} a route to the far node, ${p.address}: the tunnel’s outer packets need one like any other.`,
    'no-fdb-entry': (p: Pick<CureFacts, 'place' | 'link'>) => `Felix writes the entry from the far node’s vxlanTunnelMACAddr: see that calico-node runs on both and restart it on ${p.place}; by hand: bridge fdb append MAC dev ${p.link} dst NODE, with that MAC and the far node’s address (calicoctl get node -o yaml).`,
    'no-wireguard-peer': (p: Pick<CureFacts, 'address'>) => `Add ${p.address} to the AllowedIPs of the peer that owns it, and see that the peer has an endpoint: both are Felix’s work once the far node has published its key.`,
    'no-allowed-ip': (p: Pick<CureFacts, 'place' | 'address'>) => `Add ${p.address} to the AllowedIPs that ${p.place} has of the sending peer: Felix takes them from the blocks of that node.`,
    'decryption-failed': 'Compare the public keys that both ends have of each other (wg show, calicoctl get node -o yaml): one of them is old.',
    'no-session': 'A handshake makes a new session within seconds; where it does not, see whether both ends know each other’s present key and UDP passes in both directions.',
    'unknown-protocol': (p: Pick<CureFacts, 'place'>) => `Send something that ${p.place} takes: no handler is registered for this protocol.`,
    'reassembly-timeout': 'Find the fragment that is lost (tcpdump on each hop), or send packets that need no fragments.',
    'duplicate-fragment': 'Nothing is to be done about one; many mean that a device duplicates frames or that two senders share an address and IP ids.',
    'not-our-address': (p: Pick<CureFacts, 'place'>) => `Give the address to the host that should have it, or route it to ${p.place}.`,
    'arp-unanswered': 'See that the host that has the address is up and on this segment.',
    'proxy-arp-off': (p: Pick<CureFacts, 'place' | 'key'>) => `Switch proxy ARP on again in ${p.place}: sysctl -w net.ipv4.conf.${p.key}.proxy_arp=1. Felix sets it on every cali… interface.`,
    'same-interface': (p: Pick<CureFacts, 'place' | 'link'>) => `See why the route of ${p.place} to the address leads back out of ${p.link}: the one who asks should reach it without help.`,
    'icmp-error-about-nothing': 'The program that sent the first packet has ended, or NAT has forgotten it: nothing needs to be mended.',
    'echo-ignored': (p: Pick<CureFacts, 'place'>) => `Let ${p.place} answer: sysctl -w net.ipv4.icmp_echo_ignore_all=0.`,
    'wrong-mac': 'Nothing is wrong here: a switch flooded the frame to all ports, and this host is not the one it is for.',
    'tunnel-loop': (p: Pick<CureFacts, 'link'>) => `Take the far node’s own address out of what is routed into ${p.link}: the outer packet must go out by the NIC.`,
    'segment-no-port': (p: Pick<CureFacts, 'place'>) => `No host of ${p.place} has the MAC address that the sender wrote: empty the sender’s neighbour table (ip neigh flush all) or start the host.`,
    'conntrack-clash': (p: Pick<CureFacts, 'place'>) => `Nothing is to be done at ${p.place}: only the first packets of a flow that arrive together meet this, and the next one passes.`,
    'conntrack-full': (p: Pick<CureFacts, 'place' | 'limit'>) => `Let ${p.place} remember more connections: sysctl -w net.netfilter.nf_conntrack_max=… (it is ${p.limit}; dmesg says “nf_conntrack: table full, dropping packet”). Or find who opens so many (conntrack -L), and take traffic that needs no NAT out of tracking (-j NOTRACK).`,
    'message-too-long': (p: Pick<CureFacts, 'place' | 'limit' | 'room'>) =>
      `The program set DF and asked for more than the ${p.limit} bytes that ${p.place} knows the way to carry. Send at most that, headers included (ping -s ${p.room}), or without DF. What was learned by ICMP is forgotten after ten minutes, or at once by: ip route flush cache.`,
  },
} as const
