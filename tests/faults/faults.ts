import { packetDrops } from '../../src/core/explain/drop-context'
import { explainDrop } from '../../src/core/explain/explain-drop'
import type { DropExplanation } from '../../src/core/explain/explain-drop'
import { inventoryOf } from '../../src/core/model/inventory-of'
import type { LabSession } from '../../src/core/session/lab-session'
import type { DropReason } from '../../src/core/trace/entry-kinds'
import type { Trace } from '../../src/core/trace/trace'
import type { Words } from '../../src/core/words/en'
import { runInLab } from '../cli/run-in-lab'
import type { PlacedLine, Shaped } from '../cli/run-in-lab'

/** One row of docs/spec/faults.md: what is set up, what is tried then, and what the trace gives as the cause. */
export interface Fault {
  readonly title: string
  readonly lab?: string
  /** A document that the lab has besides. */
  readonly besides?: string
  readonly shaped?: Shaped
  readonly lines: readonly PlacedLine[]
  readonly tried: PlacedLine
  readonly reason: DropReason
  /** Where the packet ends. */
  readonly place: string
  /** The thing at fault, as explanation, cure and what is to be typed have to name it, in every language. */
  readonly says: RegExp
  /**
   * What mends it besides what the explanation gives to be typed: lines that speak of what no trace knows (a pool's name), or that the sender
   * has to use its own address or a larger TTL; or nothing does, since there is nothing to be reached.
   */
  readonly mends?: readonly PlacedLine[] | 'its own address' | 'a larger TTL' | 'nothing there'
}

const PING = 'ping -n -c 1 -W 4'
/** From the pod beyond the router to one of k8s-w1. */
const ACROSS: PlacedLine = ['pod-w0-b', `${PING} 172.16.158.16`]
/** From a pod of k8s-w1 to the pod of k8s-w2. */
const BESIDE: PlacedLine = ['pod-w1-a', `${PING} 172.16.184.20`]
const DIRECT: PlacedLine = ['k8s-m', `calicoctl patch ippool default-ipv4-ippool --patch='{"spec":{"ipipMode":"Never"}}'`]
const WITHOUT_NAT: PlacedLine = ['node-1', `calicoctl patch ippool default-ipv4-ippool --patch='{"spec":{"natOutgoing":false}}'`]
const IPIP = `calicoctl patch ippool default-ipv4-ippool --patch='{"spec":{"vxlanMode":"Never","ipipMode":"Always"}}'`
const LARGE_TUNNEL = 'apiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata: {name: default}\nspec: {ipipMTU: 1500}'
const LAN_POOL = 'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: of-the-lan}\nspec: {cidr: 192.168.10.0/24, blockSize: 26, ipipMode: Always}'
const ALONE = 'apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\nspec: {nodeToNodeMeshEnabled: false}'

export const FAULTS: readonly Fault[] = [
  { title: 'a firewall lets BGP through and not IP protocol 4', lines: [['fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP']], tried: BESIDE, reason: 'fabric-filter', place: 'lan-a', says: /protocol 4/ },
  { title: 'the same on one segment alone', lines: [['lan-b', 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP']], tried: ACROSS, reason: 'fabric-filter', place: 'lan-b', says: /lan-b\$ ebtables -D FORWARD -p IPv4 --ip-proto 4 -j DROP/ },
  { title: 'a stateful filter on the way lets only answers through', lines: [['router', 'iptables -A FORWARD -i eth-b -p 4 -m conntrack --ctstate NEW -j DROP']], tried: ACROSS, reason: 'iptables-drop', place: 'router', says: /ctstate NEW/ },
  { title: 'no BGP session comes about, and no node knows the others’ blocks', besides: ALONE, lines: [['router', 'ip route flush proto bird']], tried: BESIDE, reason: 'no-route', place: 'router', says: /router.*172\.16\.184\.0\/24 via 192\.168\.10\.102/ },
  { title: 'no BGP session comes about, and nobody on the way ever knew the block', lab: 'vxlan-operator', besides: ALONE, shaped: { settings: { mode: 'ipip' } }, lines: [], tried: ['server', `${PING} 192.168.84.129`], reason: 'no-route', place: 'router', says: /worker-1.*calicoctl node status.*calicoctl get bgppeer -o yaml/, mends: [['worker-1', `calicoctl patch bgpconfiguration default --patch='{"spec":{"nodeToNodeMeshEnabled":true}}'`]] },
  { title: 'a link on the way is smaller than the cards think', lines: [['router', 'ip link set eth-b mtu 1400']], tried: ['pod-w0-b', `${PING} -M dont -s 3000 172.16.158.16`], reason: 'exceeds-segment-mtu', place: 'lan-b', says: /router eth-b.*ip link set eth-b mtu 9001/ },
  { title: 'VXLAN from a sender that is not among Calico’s hosts', lab: 'vxlan-operator', lines: [['node-1', 'ipset del cali40all-vxlan-net 10.0.1.21']], tried: ['server', `${PING} 192.168.84.129`], reason: 'iptables-drop', place: 'node-1', says: /4789/ },
  { title: 'a peer’s AllowedIPs do not hold the address that it sends from', lab: 'wireguard', lines: [['k8s-w1', 'wg set wireguard.cali peer W2KEY allowed-ips 10.99.0.0/24']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'no-allowed-ip', place: 'k8s-w1', says: /172\.16\.46\.6.*k8s-w1.*wg set wireguard\.cali peer \S+ allowed-ips 172\.16\.46\.0\/26/ },
  { title: 'a host drops WireGuard’s port', lab: 'wireguard', lines: [['k8s-w1', 'iptables -I INPUT -p udp --dport 51820 -j DROP']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'iptables-drop', place: 'k8s-w1', says: /51820/ },
  { title: 'a node without default route does not answer its pods’ ARP', lines: [['k8s-w1', 'ip route del default']], tried: ['pod-w1-a', `${PING} 172.16.158.17`], reason: 'no-such-neighbour', place: 'pod-w1-a', says: /k8s-w1.*169\.254\.1\.1.*ip route add default via 192\.168\.10\.1/ },
  { title: 'proxy ARP is off', lines: [['k8s-w1', 'sysctl -w net.ipv4.conf.caliae6c0ad70f5.proxy_arp=0']], tried: ['pod-w1-a', `${PING} 172.16.158.17`], reason: 'no-such-neighbour', place: 'pod-w1-a', says: /k8s-w1.*net\.ipv4\.conf\.caliae6c0ad70f5\.proxy_arp=1/ },
  { title: 'the route of a borrowed address is missing at the owner of its block', lines: [], tried: ['pod-w1-a', `${PING} 172.16.184.77`], reason: 'blackhole-route', place: 'k8s-w2', says: /172\.16\.184\.0\/24.*k8s-w2.*172\.16\.184\.77/, mends: 'nothing there' },
  { title: 'two nodes hold one block', lines: [['k8s-w2', 'ip route replace blackhole 172.16.158.0/24 proto bird'], ['k8s-w0', 'ip route replace 172.16.158.0/24 via 192.168.10.102 dev tunl0 proto bird onlink']], tried: ACROSS, reason: 'blackhole-route', place: 'k8s-w2', says: /172\.16\.158\.16.*pod-w1-a.*k8s-w0.*via 192\.168\.10\.101/ },
  { title: 'the row of a borrowed address is missing where its block is', shaped: { replaced: ['172.16.184.20', '172.16.158.77'] }, lines: [['k8s-w1', 'ip route del 172.16.158.77'], ['k8s-w0', 'ip route del 172.16.158.77']], tried: ['pod-w0-b', `${PING} 172.16.158.77`], reason: 'blackhole-route', place: 'k8s-w1', says: /172\.16\.158\.77.*pod-w2-a.*k8s-w2.*calicoctl node status\S* k8s-w1\$ ip route add 172\.16\.158\.77 via 192\.168\.10\.102 dev tunl0/ },
  { title: 'the sender’s own node claims the block of another', lines: [['k8s-w2', 'ip route replace blackhole 172.16.158.0/24 proto bird']], tried: ['pod-w2-a', `${PING} 172.16.158.16`], reason: 'blackhole-route', place: 'k8s-w2', says: /172\.16\.158\.0\/24.*k8s-w1.*k8s-w2\$ ip route replace 172\.16\.158\.0\/24 via 192\.168\.10\.101/ },
  { title: 'a router discards what is for a node', lines: [['router', 'ip route add blackhole 192.168.10.101']], tried: ACROSS, reason: 'blackhole-route', place: 'router', says: /k8s-w1 eth0.*router\$ ip route del blackhole 192\.168\.10\.101$/ },
  { title: 'an advertised range of services is blackholed at home', lines: [['k8s-w1', 'ip route add blackhole 10.96.0.0/12 proto bird']], tried: ['pod-w1-a', `${PING} 10.96.0.10`], reason: 'blackhole-route', place: 'k8s-w1', says: /blackhole 10\.96\.0\.0\/12.*k8s-w1(?!.*ip route del)/, mends: 'nothing there' },
  { title: 'without a blackhole a packet to a pod that is gone leaves by the default route', lines: [['k8s-w1', 'ip route del blackhole 172.16.158.0/24']], tried: ['pod-w1-a', `${PING} 172.16.158.99`], reason: 'ttl-exceeded', place: 'router', says: /k8s-w1.*blackhole 172\.16\.158\.0\/24/, mends: 'nothing there' },
  { title: 'a tunnel address out of another node’s block: the answer goes there', lines: [['k8s-w1', 'ip addr del 172.16.158.0/32 dev tunl0'], ['k8s-w1', 'ip addr add 172.16.184.7/32 dev tunl0']], tried: ['k8s-w1', `${PING} 172.16.34.9`], reason: 'blackhole-route', place: 'k8s-w2', says: /172\.16\.184\.7.*k8s-w1 tunl0.*k8s-w2/ },
  { title: 'a pod’s address is also the node’s tunnel address: the node takes what is for the pod', lines: [['k8s-w1', 'ip addr add 172.16.158.16/32 dev tunl0']], tried: ['pod-w0-b', 'nc -u -w 1 -v -z 172.16.158.16 9999'], reason: 'no-socket', place: 'k8s-w1', says: /172\.16\.158\.16.*pod-w1-a.*k8s-w1.*tunl0/ },
  { title: 'a node has a new address, and its peers still send to the old one', lines: [['k8s-w1', 'ip addr add 192.168.10.201/24 dev eth0'], ['k8s-w1', 'ip addr del 192.168.10.101/24 dev eth0']], tried: ['pod-w2-a', `${PING} 172.16.158.16`], reason: 'no-such-neighbour', place: 'k8s-w2', says: /k8s-w1 eth0.*192\.168\.10\.101/ },
  { title: 'the route to one node is missing', lab: 'vxlan-operator', lines: [['node-1', 'ip route del 192.168.226.64/26']], tried: ['nginx', `${PING} SERVER`], reason: 'no-route', place: 'router', says: /node-1.*192\.168\.226\.64\/26 via 192\.168\.226\.64 dev vxlan\.calico/ },
  { title: 'a node’s card is down', lines: [['k8s-w1', 'ip link set eth0 down']], tried: ACROSS, reason: 'no-such-neighbour', place: 'router', says: /192\.168\.10\.101.*k8s-w1 eth0.*k8s-w1\$ ip link set eth0 up .*k8s-w1\$ ip route add default via 192\.168\.10\.1 dev eth0/ },
  { title: 'a router’s leg is down', lines: [['router', 'ip link set eth-b down']], tried: ['pod-w0-b', `${PING} 172.16.158.16`], reason: 'no-such-neighbour', place: 'k8s-w0', says: /192\.168\.20\.1.*router eth-b.*router\$ ip link set eth-b up/ },
  { title: 'a VXLAN device is down', lab: 'vxlan-operator', lines: [['worker-1', 'ip link set vxlan.calico down']], tried: ['nginx', `${PING} SERVER`], reason: 'no-socket', place: 'worker-1', says: /vxlan\.calico.*4789.*worker-1\$ ip link set vxlan\.calico up worker-1\$ ip route add .* dev vxlan\.calico .*worker-1\$ ip neigh replace \S+ lladdr \S+ dev vxlan\.calico nud permanent/ },
  { title: 'a WireGuard device is down', lab: 'wireguard', lines: [['k8s-w1', 'ip link set wireguard.cali down']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'no-socket', place: 'k8s-w1', says: /wireguard\.cali.*51820.*k8s-w1\$ ip link set wireguard\.cali up.* table 1/ },
  { title: 'a WireGuard device listens at another port than its peers send to', lab: 'wireguard', lines: [['k8s-w1', 'wg set wireguard.cali listen-port 51821']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'no-socket', place: 'k8s-w1', says: /51821.*51820.*wg set wireguard\.cali listen-port 51820/ },
  { title: 'a VXLAN device knows no MAC address of the far end', lab: 'vxlan-operator', lines: [['node-1', 'ip neigh del 192.168.226.64 dev vxlan.calico']], tried: ['nginx', `${PING} SERVER`], reason: 'no-such-neighbour', place: 'node-1', says: /vxlanTunnelMACAddr.*node-1\$ ip neigh replace 192\.168\.226\.64 lladdr \S+ dev vxlan\.calico nud permanent/ },
  { title: 'the tunnel device is down after a change of mode', lines: [['k8s-w1', 'ip link set tunl0 down']], tried: BESIDE, reason: 'interface-down', place: 'k8s-w1', says: /tunl0/ },
  { title: 'the pool does not ask for NAT: the outside’s answer finds no way back', lab: 'vxlan-operator', lines: [WITHOUT_NAT], tried: ['nginx', `${PING} 8.8.8.8`], reason: 'no-route', place: 'router', says: /nginx.*node-1.*natOutgoing.*default-ipv4-ippool/ },
  { title: 'the same on AWS, whose check refuses the pod’s address', shaped: { settings: { fabric: 'aws', mode: 'vxlan', natOutgoing: false } }, lines: [], tried: ['pod-w1-a', `${PING} 8.8.8.8`], reason: 'source-destination-check', place: 'lan-a', says: /pod-w1-a.*natOutgoing/ },
  { title: 'the same on Google Cloud, whose VPC has no route for the answer', shaped: { settings: { fabric: 'gcp', mode: 'vxlan', natOutgoing: false } }, lines: [], tried: ['pod-w1-a', `${PING} 8.8.8.8`], reason: 'fabric-filter', place: 'lan-a', says: /pod-w1-a.*natOutgoing/ },
  { title: 'who asks from outside for a pod’s own address finds no route to it', lab: 'vxlan-operator', lines: [], tried: ['inet', `${PING} 192.168.84.129`], reason: 'no-route', place: 'router', says: /inet.*nginx.*BGP.*router\$ ip route add 192\.168\.84\.128\/26 via 10\.0\.0\.11/ },
  { title: 'the pool holds the LAN: what goes there is not masqueraded', lab: 'vxlan-operator', shaped: { replaced: ['203.0.113.', '192.168.77.'] }, lines: [], tried: ['nginx', `${PING} 192.168.77.2`], reason: 'no-route', place: 'router', says: /192\.168\.77\.2.*192\.168\.0\.0\/16/, mends: 'nothing there' },
  { title: 'on AWS one end’s card is checked, and the packet is for a pod', shaped: { settings: { fabric: 'aws', mode: 'direct' } }, lines: [['k8s-w1', 'aws ec2 modify-instance-attribute --instance-id k8s-w1 --no-source-dest-check']], tried: BESIDE, reason: 'source-destination-check', place: 'lan-a', says: /172\.16\.184\.20.*k8s-w2 eth0.*--instance-id k8s-w2/ },
  { title: 'on AWS a packet from outside meets the check of the pod’s node', shaped: { settings: { fabric: 'aws', mode: 'direct' } }, lines: [], tried: ['inet', `${PING} 172.16.158.16`], reason: 'source-destination-check', place: 'lan-a', says: /172\.16\.158\.16.*k8s-w1 eth0.*--instance-id k8s-w1/ },
  { title: 'answers to a NAT address that no card has', lines: [['k8s-w0', 'iptables -t nat -I POSTROUTING 1 -d 8.8.8.8 -j SNAT --to-source 192.168.20.77']], tried: ['pod-w0-a', `${PING} 8.8.8.8`], reason: 'no-such-neighbour', place: 'router', says: /k8s-w0.*-j SNAT --to-source 192\.168\.20\.77/ },
  { title: 'something masquerades the pod, and who is allowed is no longer seen', lines: [['k8s-w0', 'iptables -t nat -I POSTROUTING 1 -d 172.16.158.16 -j MASQUERADE'], ['k8s-w1', 'iptables -A FORWARD -s 172.16.34.9 -j ACCEPT'], ['k8s-w1', 'iptables -A FORWARD -d 172.16.158.16 -j DROP']], tried: ACROSS, reason: 'iptables-drop', place: 'k8s-w1', says: /k8s-w0.*-d 172\.16\.158\.16\/32 -j MASQUERADE/ },
  { title: 'pods’ addresses overlap the LAN', lines: [['k8s-w1', 'ip route add 192.168.10.96/27 via 192.168.10.102 dev tunl0 proto bird onlink']], tried: ['k8s-w1', `${PING} 192.168.10.102`], reason: 'tunnel-loop', place: 'k8s-w1', says: /192\.168\.10\.102.*192\.168\.10\.96\/27.*tunl0.*k8s-w1\$ ip route del 192\.168\.10\.96\/27/ },
  { title: 'a pod sends from an address that is not its own', lines: [['pod-w1-a', 'ip addr add 10.1.2.3/32 dev eth0'], BESIDE], tried: ['pod-w1-a', `${PING} -I 10.1.2.3 172.16.184.20`], reason: 'reverse-path-filter', place: 'k8s-w1', says: /10\.1\.2\.3.*caliae6c0ad70f5/, mends: 'its own address' },
  { title: 'the same before the pod knows its gateway: nobody answers its question', lab: 'vxlan-operator', lines: [['nginx', 'ip addr add 10.1.2.3/32 dev eth0']], tried: ['nginx', `${PING} -I 10.1.2.3 192.168.247.1`], reason: 'no-such-neighbour', place: 'nginx', says: /10\.1\.2\.3.*calic440f455693/, mends: 'its own address' },
  { title: 'a pod’s address is also its node’s: the node does not answer the pod', lines: [['k8s-w1', 'ip addr add 172.16.158.16/32 dev tunl0']], tried: ['pod-w1-a', `${PING} 172.16.34.9`], reason: 'no-such-neighbour', place: 'pod-w1-a', says: /172\.16\.158\.16.*pod-w1-a.*k8s-w1.*tunl0.*k8s-w1\$ ip addr del 172\.16\.158\.16/ },
  { title: 'a node without default route takes what comes from beyond the router for spoofed', lines: [['k8s-w0', 'ip addr add 192.168.20.150/24 dev eth0'], ['k8s-w0', 'ip addr del 192.168.20.100/24 dev eth0'], ['k8s-w0', 'ip addr add 192.168.20.100/24 dev eth0']], tried: ['pod-w1-a', `${PING} 172.16.34.9`], reason: 'reverse-path-filter', place: 'k8s-w0', says: /192\.168\.10\.101.*k8s-w0\$ ip route add default via 192\.168\.20\.1/ },
  { title: 'the same where sysctls let it pass: Felix has a rule of its own', lab: 'vxlan-operator', lines: [['nginx', 'ip addr add 10.1.2.3/32 dev eth0'], ['node-1', 'sysctl -w net.ipv4.conf.calic440f455693.rp_filter=0']], tried: ['nginx', `${PING} -I 10.1.2.3 10.0.1.21`], reason: 'iptables-drop', place: 'node-1', says: /rpfilter/, mends: 'its own address' },
  { title: 'a network manager takes the routes of cali links away', lines: [['k8s-w1', 'ip route flush dev caliae6c0ad70f5']], tried: ACROSS, reason: 'blackhole-route', place: 'k8s-w1', says: /172\.16\.158\.16.*pod-w1-a.*ip route add 172\.16\.158\.16 dev caliae6c0ad70f5/ },
  { title: 'the FORWARD chain’s policy is DROP', lines: [['k8s-w1', 'iptables -P FORWARD DROP']], tried: ACROSS, reason: 'iptables-drop', place: 'k8s-w1', says: /-P FORWARD DROP.*iptables -P FORWARD ACCEPT/ },
  { title: 'a node’s table of connections is full', lines: [['k8s-w1', 'sysctl -w net.netfilter.nf_conntrack_max=1'], ['pod-w1-b', `${PING} 8.8.8.8`]], tried: BESIDE, reason: 'conntrack-full', place: 'k8s-w1', says: /nf_conntrack_max=262144/ },
  { title: 'a router forwards nothing', lines: [['router', 'sysctl -w net.ipv4.ip_forward=0']], tried: ACROSS, reason: 'forwarding-disabled', place: 'router', says: /router.*net\.ipv4\.ip_forward=1/ },
  { title: 'bare packets meet a router that knows no pod', lines: [DIRECT, ['router', 'ip route flush proto bird']], tried: ACROSS, reason: 'no-route', place: 'router', says: /router.*172\.16\.158\.0\/24 via 192\.168\.10\.101/ },
  { title: 'a forwarding entry of VXLAN is missing', lab: 'vxlan-operator', lines: [['node-1', 'bridge fdb del VTEP dev vxlan.calico dst 10.0.1.21']], tried: ['nginx', `${PING} SERVER`], reason: 'no-fdb-entry', place: 'node-1', says: /vxlan\.calico.*bridge fdb append \S+ dev vxlan\.calico dst 10\.0\.1\.21/ },
  { title: 'the node’s end of a pod’s link is down', lines: [['k8s-w1', 'ip link set caliae6c0ad70f5 down']], tried: ACROSS, reason: 'blackhole-route', place: 'k8s-w1', says: /pod-w1-a.*caliae6c0ad70f5.*k8s-w1\$ ip link set caliae6c0ad70f5 up k8s-w1\$ ip route add 172\.16\.158\.16 dev caliae6c0ad70f5/ },
  { title: 'a pod has lost its address', lines: [['pod-w1-a', 'ip addr del 172.16.158.16/32 dev eth0']], tried: ACROSS, reason: 'no-such-neighbour', place: 'k8s-w1', says: /pod-w1-a eth0(?!.*calicoctl).*pod-w1-a\$ ip addr add 172\.16\.158\.16/ },
  { title: 'a pod ignores pings', lines: [['pod-w1-a', 'sysctl -w net.ipv4.icmp_echo_ignore_all=1']], tried: ACROSS, reason: 'echo-ignored', place: 'pod-w1-a', says: /pod-w1-a\$ sysctl -w net\.ipv4\.icmp_echo_ignore_all=0/ },
  { title: 'a host knows its neighbour by a MAC address that nobody has', lines: [['k8s-m', 'ip neigh add 192.168.10.101 lladdr 02:00:de:ad:be:ef dev eth0 nud permanent']], tried: ['pod-m-a', `${PING} 172.16.158.16`], reason: 'segment-no-port', place: 'lan-a', says: /k8s-m.*192\.168\.10\.101.*02:00:de:ad:be:ef.*k8s-m\$ ip neigh del 192\.168\.10\.101 dev eth0/ },
  { title: 'a pod’s link is down', lines: [['pod-w1-b', 'ip link set eth0 down']], tried: ['pod-w1-a', `${PING} 172.16.158.17`], reason: 'interface-down', place: 'k8s-w1', says: /eth0.*pod-w1-b/ },
  { title: 'the tunnel’s MTU is too large for the node’s card', besides: LARGE_TUNNEL, shaped: { settings: { mtuBytes: 1500 } }, lines: [], tried: ['pod-w0-b', `${PING} -s 1472 172.16.158.16`], reason: 'fragmentation-needed', place: 'k8s-w0', says: /tunl0.*eth0.*1,500 − 20 = 1,480.*ipipMTU.*k8s-w0\$ calicoctl patch felixconfiguration default --patch '\{"spec":\{"ipipMTU":1480\}\}'$/ },
  { title: 'somebody gave the tunnel device a larger MTU', lines: [['k8s-w0', 'ip link set tunl0 mtu 9001'], ['k8s-w0', 'ip link set cali1e4b888c848 mtu 9001'], ['pod-w0-b', 'ip link set eth0 mtu 9001']], tried: ['pod-w0-b', `${PING} -s 8973 172.16.158.16`], reason: 'fragmentation-needed', place: 'k8s-w0', says: /tunl0.*9,001 − 20 = 8,981.*k8s-w0\$ ip link set tunl0 mtu 8981$/ },
  { title: 'a router told a node of a smaller way, which the node remembers', lines: [['router', 'ip link set eth-b mtu 1400'], ['pod-w1-a', 'tracepath -n 172.16.34.9']], tried: ['pod-w1-b', `${PING} -s 3000 172.16.34.9`], reason: 'fragmentation-needed', place: 'k8s-w1', says: /192\.168\.20\.100.*1,400 − 20 = 1,380.*router.*eth-b.*"ipipMTU":1380.*router\$ ip link set eth-b mtu 9001 k8s-w1\$ ip route flush cache/ },
  { title: 'a node was deleted, and somebody still asks for its pod', lab: 'vxlan-operator', lines: [['nginx', `${PING} SERVER`], ['node-1', 'kubectl delete node worker-1']], tried: ['nginx', `${PING} 192.168.226.65`], reason: 'no-route', place: 'router', says: /192\.168\.226\.65.*192\.168\.0\.0\/16.*192\.168\.226\.64\/26 via 192\.168\.226\.64(?!.*ip route add)/, mends: 'nothing there' },
  { title: 'an address of the pool that no node’s block holds', lines: [], tried: ['pod-w0-b', `${PING} 172.16.200.1`], reason: 'no-route', place: 'router', says: /172\.16\.200\.1.*172\.16\.0\.0\/16(?!.*BGP)/, mends: 'nothing there' },
  { title: 'a WireGuard peer was removed at the sender', lab: 'wireguard', lines: [['k8s-w1', 'wg show wireguard.cali public-key'], ['k8s-w2', 'wg set wireguard.cali peer W1KEY remove']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'no-wireguard-peer', place: 'k8s-w2', says: /pod-w1-a.*k8s-w1.*k8s-w2\$ wg set wireguard\.cali peer \S+ endpoint 192\.168\.100\.101:51820 allowed-ips 172\.16\.228\.64\/26,172\.16\.228\.\d+\/32,172\.16\.228\.\d+\/32$/ },
  { title: 'the same at the receiver, whom the sender’s handshake is strange to', lab: 'wireguard', lines: [['k8s-w1', 'wg set wireguard.cali peer W2KEY remove']], tried: ['pod-w2-a', `${PING} W1POD`], reason: 'decryption-failed', place: 'k8s-w1', says: /k8s-w2.*k8s-w1\$ wg set wireguard\.cali peer \S+ endpoint 192\.168\.100\.102:51820 allowed-ips 172\.16\.46\.0\/26/ },
  { title: 'a TTL that ends one hop before the pod, asked from outside', lines: [], tried: ['inet', `${PING} -t 2 172.16.34.9`], reason: 'ttl-exceeded', place: 'k8s-w0', says: /TTL (?:of )?2\D(?!.*ip route add)/, mends: 'a larger TTL' },
  { title: 'a TTL that ends at the first router', lines: [], tried: ['dns', `${PING} -t 1 172.16.34.9`], reason: 'ttl-exceeded', place: 'router', says: /TTL (?:of )?1\D(?!.*BGP)/, mends: 'a larger TTL' },
  { title: 'a TTL that ends at the pod’s own node, before any masquerading', lines: [], tried: ['pod-w0-b', `${PING} -t 1 8.8.8.8`], reason: 'ttl-exceeded', place: 'k8s-w0', says: /TTL (?:of )?1\D(?!.*calico-node)/, mends: 'a larger TTL' },
  { title: 'somebody asks for the pods’ own next hop', lines: [], tried: ['pod-w0-b', `${PING} 169.254.1.1`], reason: 'no-route', place: 'router', says: /169\.254\.1\.1.*proxy_arp(?!.*BGP)/, mends: 'nothing there' },
  { title: 'a cloud’s metadata service is asked for', lines: [], tried: ['pod-w0-b', `${PING} 169.254.169.254`], reason: 'no-route', place: 'router', says: /169\.254\.169\.254(?!.*calicoctl)/, mends: 'nothing there' },
  { title: 'two nodes have one address', lines: [['k8s-w2', 'ip addr add 192.168.10.101/24 dev eth0']], tried: ['k8s-m', `${PING} 172.16.158.16`], reason: 'ttl-exceeded', place: 'k8s-w2', says: /192\.168\.10\.101.*k8s-w1.*k8s-w2.*eth0.*k8s-w2\$ ip addr del 192\.168\.10\.101\/24 dev eth0$/ },
  { title: 'a pool holds the nodes’ own addresses, and a pod’s block among them', besides: LAN_POOL, shaped: { replaced: ['172.16.184.20', '192.168.10.120'] }, lines: [], tried: ['pod-w1-a', `${PING} 192.168.10.120`], reason: 'tunnel-loop', place: 'k8s-w1', says: /k8s-w2.*192\.168\.10\.102.*192\.168\.10\.64\/26.*pod-w2-a.*192\.168\.10\.120/, mends: 'nothing there' },
  { title: 'a node sends its envelopes from a second address', lab: 'vxlan-operator', lines: [['node-1', IPIP], ['worker-1', 'ip addr add 10.0.1.5/24 dev eth0'], ['worker-1', 'ip route replace default via 10.0.1.1 dev eth0 src 10.0.1.5']], tried: ['server', `${PING} 192.168.84.129`], reason: 'iptables-drop', place: 'node-1', says: /10\.0\.1\.5.*worker-1.*10\.0\.1\.21.*default via 10\.0\.1\.1 dev eth0 src 10\.0\.1\.5.*worker-1\$ ip route replace default via 10\.0\.1\.1 dev eth0 src 10\.0\.1\.21$/ },
]

/** Words in capitals stand for what a lab derives. */
export function filled(lab: string, [netns, command]: PlacedLine): PlacedLine {
  const said = (at: string, asked: string): string => runInLab(lab, [[at, asked]]).records[0]?.stdout ?? ''
  const values: Readonly<Record<string, () => string>> = {
    W1KEY: () => /public key: (\S+)/.exec(said('k8s-w1', 'wg show'))?.[1] ?? '',
    W2KEY: () => /public key: (\S+)/.exec(said('k8s-w2', 'wg show'))?.[1] ?? '',
    W1POD: () => /inet ([\d.]+)\/32/.exec(said('pod-w1-a', 'ip addr show eth0'))?.[1] ?? '',
    SERVER: () => /inet ([\d.]+)\/32/.exec(said('server', 'ip addr show eth0'))?.[1] ?? '',
    VTEP: () => /link\/ether (\S+)/.exec(said('worker-1', 'ip link show vxlan.calico'))?.[1] ?? '',
  }
  return [netns, command.replaceAll(/W[12]KEY|W1POD|SERVER|VTEP/g, (word) => values[word]?.() ?? word)]
}

export interface Dropped {
  readonly drop: DropExplanation | undefined
  readonly session: LabSession
  readonly trace: Trace
  readonly firstEntry: number
  /** With what the lab derives filled in. */
  readonly tried: PlacedLine
}

/** What was recorded when it was tried, and the first packet that ended on the way, explained. */
export function droppedIn({ lab = 'two-subnets', besides, shaped, lines, tried }: Fault, words?: Words): Dropped {
  const typed = [...lines, tried].map((line) => filled(lab, line))
  const { session, trace, records } = runInLab(lab, typed, besides, shaped)
  for (const { netns, command, exit, stderr } of records.slice(0, -1)) if (exit !== 0) throw new Error(`${netns}$ ${command}: ${stderr}`)
  const firstEntry = records.at(-1)?.firstEntry ?? 0
  const [dropped] = packetDrops(trace, firstEntry, trace.entryCount)
  return { drop: dropped === undefined ? undefined : explainDrop(trace, dropped, inventoryOf(session.network), words), session, trace, firstEntry, tried: typed.at(-1) ?? tried }
}
