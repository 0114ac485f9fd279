import type { CureFacts } from './cure-facts'
import type { Cures } from './cures'
import { withParticle } from './particle'

const ROUTE_DELETED = ({ place, route }: Pick<CureFacts, 'place' | 'route'>) => `${place}에서 이 경로를 지우거나(ip route del ${route}), 더 긴 프리픽스로 이어지는 경로를 추가하세요.`
const RULE_DELETED = ({ place }: Pick<CureFacts, 'place'>) =>
  `${place}에서 규칙을 지우거나 그 앞에 허용 규칙을 두세요. Calico가 만든 규칙(cali:…)이라면 그 규칙을 만드는 정책을 고치세요.`

/** What mends a drop, in Korean. */
export const KO_CURES: Cures = {
  unknown: { destination: '목적지', source: '출발지', address: '그 주소', link: '인터페이스', protocol: '이 패킷', protocolNumber: ({ number }) => `IP 프로토콜 ${number}` },
  otherModes: {
    ipip: 'VXLAN은 UDP 4789번 포트, WireGuard는 UDP 51820번 포트입니다',
    vxlan: 'IPIP는 IP 프로토콜 4, WireGuard는 UDP 51820번 포트입니다',
    wireguard: 'IPIP는 IP 프로토콜 4, VXLAN은 UDP 4789번 포트입니다',
    bare: '터널 안에 있으면 보이지 않습니다',
  },
  vtep: ({ place, address, link }) => `VTEP의 이웃 항목은 Felix가 넣습니다. ${place}의 calico-node를 다시 시작하세요. 직접 넣으려면 ${link}에 영구 이웃 ${withParticle(address, '을/를')} 두세요. MAC 주소는 그 주소를 가진 노드의 vxlanTunnelMACAddr입니다(calicoctl get node -o yaml).`,
  noTunnelDevice: ({ place }) => `${place}에 터널 장치를 만드세요. IPIP를 받을 tunl0이 없습니다. 양쪽 끝이 같은 풀의 ipipMode를 써야 합니다.`,
  podGateway: '파드의 게이트웨이 169.254.1.1은 노드의 proxy_arp가 답합니다.',
  found: {
    azure: ({ commands }) => `Azure의 네트워크는 보안 그룹과 상관없이 IPIP를 버립니다. VXLAN(${commands})이나 WireGuard를 쓰세요. 터널 없이 보내려면 노드의 블록으로 가는 사용자 정의 경로와 카드의 IP 전달이 필요합니다.`,
    gcp: ({ address, block, node, pool, mode }) => `Google의 VPC는 이웃 사이에서도 모든 패킷을 목적지로 라우팅하는데, ${withParticle(address, '으로/로')} 가는 경로가 없습니다. 항상 캡슐화하거나(범위 Always, calicoctl patch ippool ${pool} --patch '{"spec":{"${mode}":"Always"}}'), 각 노드의 블록으로 가는 경로를 VPC에 넣고(gcloud compute routes create pods-of-${node} --destination-range=${block} --next-hop-instance=${node}) 인스턴스가 전달할 수 있게 하세요(--can-ip-forward).`,
    hadRow: ({ place, row, address }) => `${place}에 ${withParticle(address, '으로/로')} 가는 경로가 있었는데 지금은 없습니다: ${row}.`,
    isPod: ({ address, pod, node }) => `${withParticle(address, '은/는')} ${node}에 있는 ${pod}입니다.`,
    withoutNat: ({ address, pod, node, other, switchedOn }) => `${node}의 ${withParticle(pod, '이/가')} ${other}에게 자기 주소 ${withParticle(address, '으로/로')} 말하는데, 바깥에는 그리로 가는 경로가 없습니다. 패킷이 ${node}에서 NAT 없이 나갑니다. 풀에 natOutgoing을 켜거나(calicoctl get ippool -o wide로 보고, ${switchedOn}), 네트워크에 파드로 가는 경로를 주세요.`,
    outsideInPool: ({ address, pod, node, other, outside, pool, cidr }) => `${other}의 ${withParticle(outside, '은/는')} 풀 ${pool}(${cidr})에 들어 있어서 Calico가 파드의 주소로 봅니다. 그래서 natOutgoing이 ${node}의 ${withParticle(pod, '이/가')} 그리로 보내는 패킷을 그대로 두고, 바깥에는 ${withParticle(address, '으로/로')} 돌아오는 경로가 없습니다. LAN의 주소와 겹치지 않는 풀을 쓰세요. 새 IPPool을 만들고 파드를 그 풀에서 다시 시작한 뒤 ${withParticle(pool, '을/를')} 지우세요.`,
    natRuleGone: ({ address, pod, node, other }) => `풀에 natOutgoing이 켜져 있는데도 ${node}의 ${withParticle(pod, '이/가')} ${other}에게 자기 주소 ${withParticle(address, '으로/로')} 말합니다. ${node}의 어느 규칙도 출발지를 바꾸지 않았습니다. 그 규칙은 Felix가 넣습니다(iptables -t nat -S cali-nat-outgoing). ${node}의 calico-node를 다시 시작하세요.`,
    askedFromOutside: ({ address, pod, node, asker, place, block }) => `바깥의 ${withParticle(asker, '이/가')} ${node}에 있는 ${pod}의 주소 ${withParticle(address, '으로/로')} 직접 묻는데, ${place}에는 파드로 가는 경로가 없습니다. 파드에는 서비스(NodePort, LoadBalancer)로 닿게 하거나, ${withParticle(place, '이/가')} 노드의 블록을 BGP로 배우게 하세요(BGPPeer). 직접 하려면 ${withParticle(node, '을/를')} 거쳐 ${withParticle(block, '으로/로')} 가는 경로를 넣으면 됩니다.`,
    podHere: ({ address, pod, place, row }) => `${withParticle(address, '은/는')} 바로 ${place}에 있는 파드 ${pod}인데, 그 경로가 없습니다. 그래서 ${withParticle(row, '이/가')} 가져갑니다. 파드의 경로는 Felix가 넣습니다. calico-node가 돌고 있는지, 다른 것(NetworkManager 등)이 cali… 인터페이스를 관리하지 않는지 보세요.`,
    podLinkDown: ({ address, pod, place, row, link }) => `${withParticle(address, '은/는')} 바로 ${place}에 있는 파드 ${pod}인데, 그 링크 ${withParticle(link, '이/가')} 꺼져 있습니다. 커널이 파드의 경로도 함께 없애서 ${withParticle(row, '이/가')} 가져갑니다. 링크를 올리고 경로를 되돌려 놓으세요.`,
    borrowed: ({ address, pod, node, place, row, block }) => `${withParticle(address, '은/는')} ${node}에 있는 ${pod}인데, ${withParticle(node, '이/가')} ${place}의 블록 ${block}에서 빌린 주소입니다. ${place}에 이 주소의 행이 없어서 ${withParticle(row, '이/가')} 가져갑니다. 그 행은 BIRD가 ${node}에게서 배웁니다. BGP 세션이 맺어졌는지 보세요(calicoctl node status).`,
    podElsewhere: ({ address, pod, node, place, row, block }) => `${withParticle(address, '은/는')} ${node}에 있는 ${pod}인데, ${place}에 ${withParticle(row, '이/가')} 있습니다. 두 노드가 한 블록을 주장하지만 ${withParticle(block, '은/는')} ${node}의 것입니다. ${withParticle(place, '으로/로')} 보내는 쪽이 ${withParticle(node, '으로/로')} 보내게 하고, ${place}에는 그 행 대신 그리로 가는 경로를 두세요.`,
    noBlock: ({ place, row }) => `${place}의 ${withParticle(row, '은/는')} 풀의 블록이 아닙니다. 누군가 추가했거나, BIRD가 서비스 대역을 알리면서 제 노드에서 버리는 것입니다. kube-proxy가 그 대역을 맡는다면 이 행을 묻기 전에 주소를 바꿉니다.`,
    strayAddress: ({ address, holder, link, place, row }) => `${withParticle(address, '은/는')} ${holder} ${link}의 주소인데, 다른 노드의 블록에 속합니다. 그래서 ${place}의 ${withParticle(row, '이/가')} 대답을 가져갑니다. ${holder}에 자기 블록의 주소를 주세요(그곳의 calico-node를 다시 시작하면 할당합니다).`,
    strayRow: ({ address, holder, link, place, row }) => `${withParticle(address, '은/는')} ${holder} ${link}의 주소인데, ${place}의 ${withParticle(row, '이/가')} 그리로 갈 것을 가져갑니다. Calico의 블록이 아니라 누군가 넣은 행입니다. 지우세요.`,
    holderDown: ({ address, holder, link }) => `${withParticle(address, '은/는')} ${holder} ${link}의 주소인데, 이 인터페이스가 꺼져 있어 아무도 대답하지 않습니다. 올리고, 그리로 나가던 경로를 되돌려 놓으세요. 커널이 잊었습니다.`,
    unknownMac: ({ sender, address, mac, link, place }) => `${withParticle(sender, '은/는')} ${link}에서 ${address}의 MAC 주소를 ${withParticle(mac, '으로/로')} 알고 있는데, ${place}에 그 MAC 주소를 가진 것이 없습니다. 항목을 지워 ${withParticle(sender, '이/가')} 다시 묻게 하세요. 주소가 다른 호스트로 옮겨 갔거나(가상 IP) 누군가 써 넣은 항목입니다.`,
    silentToAll: ({ place }) => `모든 호스트에게 보낸 핑에는 따로 정하지 않는 한 리눅스가 답하지 않습니다(icmp_echo_ignore_broadcasts). 호스트마다 하나씩 보내거나, ${withParticle(place, '이/가')} 답하게 하세요.`,
    noTunnel: ({ place, tunnel, port }) => `UDP 포트 ${port}에는 ${withParticle(tunnel, '이/가')} 실려 오는데, ${place}에 이것을 풀 장치가 없습니다. 양쪽 끝이 같은 모드를 써야 합니다. 장치는 Felix가 만듭니다. ${place}에서 calico-node가 도는지 보세요.`,
    tunnelDown: ({ place, link, port }) => `${place}의 ${withParticle(link, '이/가')} 꺼져 있습니다. UDP 포트 ${withParticle(String(port), '을/를')} 듣는 것은 이 장치뿐입니다. 올리고, 그리로 들어가던 경로를 되돌려 놓으세요. 커널이 잊었습니다.`,
    tunnelElsewhere: ({ place, link, port, own }) => `${place}의 ${withParticle(link, '은/는')} UDP 포트 ${withParticle(String(own), '을/를')} 듣는데, 다른 노드들은 ${withParticle(String(port), '으로/로')} 보냅니다. 모든 노드가 같은 포트를 써야 합니다(FelixConfiguration의 vxlanPort, wireguardListeningPort).`,
    proxyNeedsRoute: ({ place, address }) => `${withParticle(place, '은/는')} ${withParticle(address, '으로/로')} 가는 경로가 있을 때만 파드의 ARP에 대신 대답하는데, 기본 경로가 없어졌습니다. 되돌려 놓으세요.`,
    natMade: ({ address, place, rule }) => `${withParticle(address, '은/는')} 누구의 주소도 아닙니다. ${place}의 규칙이 패킷의 출발지로 써 넣어서 대답이 그리로 갑니다: ${rule}. ${place}의 주소를 쓰게 하거나(MASQUERADE) 규칙을 지우세요.`,
    addressGone: ({ address, holder, link, node }) => `${withParticle(address, '은/는')} ${holder} ${link}의 주소였는데 지금은 없습니다. 되돌려 주${node === '' ? '세요' : `거나, 새 주소를 클러스터에 알리세요(calicoctl patch node ${node}, spec.bgp.ipv4Address)`}.`,
    hostTakes: ({ address, pod, place, link }) => `${withParticle(address, '은/는')} ${pod}의 주소인데 ${place}도 ${link}에 가지고 있어서, 파드에게 갈 것을 가져갑니다. ${place}에서 떼어 내세요.`,
    unknownHost: ({ source, place, set }) => `Felix의 규칙은 Calico 노드만 터널 패킷을 보내게 하는데, ${withParticle(source, '이/가')} ${place}의 집합 ${set}에 없습니다. 규칙은 그대로 두고, ${withParticle(source, '이/가')} Node 리소스의 주소인지(kubectl get nodes -o wide), ${place}에서 calico-node가 도는지 보세요. 집합은 Felix가 채웁니다.`,
    foreignSource: ({ source, link, place }) => `${withParticle(source, '은/는')} ${link} 뒤에 있는 파드의 주소가 아니라서 ${withParticle(place, '이/가')} 위조로 봅니다. 프로그램이 파드 자신의 주소로 보내게 하세요. 다른 주소는 주석 cni.projectcalico.org/allowedSourcePrefixes로만 지나갑니다.`,
    rewritten: ({ place, rule }) => `출발지가 이제 파드의 주소가 아닙니다. ${withParticle(place, '이/가')} 이 규칙으로 바꿨습니다: ${rule}. 파드를 허용하는 규칙이 알아볼 수 없습니다.`,
  },
  of: {
    'ttl-exceeded': '라우팅 루프를 찾으세요. 이웃한 노드나 라우터의 경로가 서로를 가리키고 있습니다. 루프가 없다면 TTL을 늘려 보내세요(ping -t 64).',
    'no-route': ({ place, destination }) =>
      `${place}에 ${withParticle(destination, '으로/로')} 가는 경로를 넣으세요. 파드로 가는 경로는 BIRD가, VXLAN이면 Felix가 넣습니다. BGP 세션이 맺어졌는지(calicoctl node status), 블록을 가진 노드가 살아 있는지 보세요. 바깥으로 가는 것은 기본 경로입니다.`,
    'blackhole-route': ({ place, destination }) =>
      `${place}에는 주소가 ${destination}인 파드가 없습니다. Calico는 자기 블록이지만 어느 파드의 것도 아닌 패킷을 버립니다. 실행 중인 파드의 주소를 쓰세요. 이 파드가 실행 중이라면 calico-node를 다시 시작해 Felix가 cali… 경로를 다시 넣게 하세요.`,
    'unreachable-route': ROUTE_DELETED,
    'prohibit-route': ROUTE_DELETED,
    'no-such-neighbour': ({ place, address, link, pod }) =>
      `${withParticle(address, '이/가')} 있고 켜져 있으며 ${place}${link === '' ? '' : ` ${link}`}의 링크에 함께 있는지 보세요.${pod === '' ? '' : ' 그 뒤의 파드가 사라졌을 수 있습니다. 그렇다면 경로가 낡은 것입니다.'}`,
    'neighbour-queue-full': ({ place, address }) => `${withParticle(address, '을/를')} 묻는 ARP에 답이 없습니다. 답이 오면 ${place}의 대기열은 저절로 비워집니다.`,
    'forwarding-disabled': ({ place, inKey }) => `${place}에서 포워딩을 켜세요: sysctl -w net.ipv4.ip_forward=1${inKey === '' ? '' : `, 그리고 net.ipv4.conf.${inKey}.forwarding도 1로`}.`,
    'reverse-path-filter': ({ place, source, inLink }) =>
      `${place}에서 ${withParticle(source, '으로/로')} 돌아가는 길이 ${withParticle(inLink, '을/를')} 지나게 하거나, 그곳과 conf/all의 rp_filter를 느슨하게 하세요. 둘 가운데 큰 값이 쓰이며, 2는 어느 쪽으로든 돌아갈 길만 있으면 되고 0은 보지 않습니다.`,
    'martian-source': ({ place, source }) => `${source}에서 보내는 쪽을 찾으세요. ${place} 자신의 주소이거나, 아무도 보내는 데 쓸 수 없는 주소입니다. 두 호스트가 같은 주소를 쓰고 있을 수도 있습니다.`,
    'martian-destination': ({ destination }) => `다른 주소로 보내세요. ${withParticle(destination, '은/는')} 회선에 나올 수 없는 주소입니다.`,
    'not-for-this-host': ({ place }) => `${place}에는 잘못이 없습니다. 프레임이 다른 호스트의 MAC 주소나, 이 호스트가 들지 않은 그룹으로 왔습니다. 보낸 쪽에서 ip neigh를 보세요.`,
    'interface-down': ({ link, shell }) => `인터페이스를 올리세요${shell === '' ? '' : `. ${shell}에서`}: ip link set ${link} up.`,
    'exceeds-mtu': ({ link }) => `양쪽 끝의 MTU를 맞추세요. ${link}의 MTU를 올리거나, 파드의 MTU를 가장 작은 링크의 MTU에서 터널 헤더를 뺀 값으로 낮추세요.`,
    'exceeds-segment-mtu':
      '이렇게 잃은 패킷은 아무에게도 알려지지 않습니다. 링크 양쪽의 MTU를 같게 하고, 파드의 MTU는 경로 전체에서 가장 작은 MTU에서 터널 헤더를 뺀 값으로 두세요(FelixConfiguration의 ipipMTU, vxlanMTU, wireguardMTU).',
    'fragmentation-needed':
      '보낸 쪽은 ICMP로 크기를 통보받았고, 그 오류가 닿으면 따릅니다. ICMP 유형 3 코드 4를 어디서나 통과시키세요. 아니면 파드의 MTU를 경로가 나르는 크기로 두거나 DF 없이 보내세요.',
    'bad-checksum': '양쪽에서 캡처해 누가 망가뜨리는지 찾으세요. 터널에서는 고장 난 오프로드(ethtool -K … tx off)가 흔한 원인입니다.',
    malformed: '보낸 곳에서 캡처하세요. 어떤 프로그램이나 장치가 길이가 맞지 않는 헤더를 쓰고 있습니다.',
    'no-socket': ({ place, port }) => `${place}에서 ${port}번 포트를 들을 프로그램을 시작하거나, 듣고 있는 포트로 보내세요.`,
    'iptables-drop': RULE_DELETED,
    'iptables-reject': RULE_DELETED,
    'fabric-filter': ({ protocol, otherModes }) => `패브릭(보안 그룹, 스위치, 방화벽)에서 ${withParticle(protocol, '을/를')} 통과시키거나, 패브릭이 나르는 모드를 고르세요. ${otherModes}.`,
    'source-destination-check': ({ ownAddress, instanceId }) =>
      `두 노드 인스턴스의 출발지/목적지 검사를 끄거나, IPIP, VXLAN, WireGuard로 캡슐화하세요. CrossSubnet은 서브넷 안의 패킷을 감싸지 않으므로 Always로 두세요.${instanceId === '' ? ` 여기서는 노드 이름이 인스턴스를 대신합니다. AWS에서는 인스턴스 id를 씁니다. aws ec2 describe-instances가 노드의 주소 ${ownAddress} 옆에 보여 줍니다.` : ''}`,
    'no-tunnel-route': ({ place, address }) => `${place}에 먼 쪽 노드 ${withParticle(address, '으로/로')} 가는 경로를 넣으세요. 터널의 바깥 패킷도 다른 패킷처럼 경로가 있어야 합니다.`,
    'no-fdb-entry': ({ place, link }) => `이 항목은 Felix가 먼 쪽 노드의 vxlanTunnelMACAddr로 씁니다. 양쪽에서 calico-node가 도는지 보고 ${place}의 것을 다시 시작하세요. 직접 넣으려면: bridge fdb append MAC dev ${link} dst NODE. MAC은 그 값, NODE는 먼 쪽 노드의 주소입니다(calicoctl get node -o yaml).`,
    'no-wireguard-peer': ({ address }) => `${withParticle(address, '을/를')} 가진 피어의 AllowedIPs에 그 주소를 넣고, 피어에 엔드포인트가 있는지 보세요. 먼 쪽 노드가 키를 공개하면 둘 다 Felix가 합니다.`,
    'no-allowed-ip': ({ place, address }) => `${withParticle(place, '이/가')} 아는 보낸 피어의 AllowedIPs에 ${withParticle(address, '을/를')} 넣으세요. Felix는 그 노드의 블록에서 값을 가져옵니다.`,
    'decryption-failed': '양쪽이 서로에 대해 가진 공개 키를 비교하세요(wg show, calicoctl get node -o yaml). 어느 한쪽이 낡았습니다.',
    'no-session': '핸드셰이크가 몇 초 안에 새 세션을 만듭니다. 그렇지 않다면 양쪽이 서로의 현재 키를 아는지, UDP가 양방향으로 통하는지 보세요.',
    'unknown-protocol': ({ place }) => `${withParticle(place, '이/가')} 받는 것을 보내세요. 이 프로토콜의 처리기가 등록되어 있지 않습니다.`,
    'reassembly-timeout': '잃은 조각을 찾거나(홉마다 tcpdump), 조각낼 필요가 없는 크기로 보내세요.',
    'duplicate-fragment': '하나라면 할 일이 없습니다. 많다면 장치가 프레임을 복제하거나 두 호스트가 같은 주소와 IP ID를 쓰고 있습니다.',
    'not-our-address': ({ place }) => `그 주소를 가져야 할 호스트에 주거나, ${withParticle(place, '으로/로')} 가는 경로를 넣으세요.`,
    'arp-unanswered': '그 주소를 가진 호스트가 켜져 있고 이 세그먼트에 있는지 보세요.',
    'proxy-arp-off': ({ place, key }) => `${place}에서 proxy ARP를 다시 켜세요: sysctl -w net.ipv4.conf.${key}.proxy_arp=1. Felix는 모든 cali… 인터페이스에 이 값을 둡니다.`,
    'same-interface': ({ place, link }) => `그 주소로 가는 ${place}의 경로가 왜 ${withParticle(link, '으로/로')} 되돌아가는지 보세요. 묻는 쪽이 도움 없이 닿을 수 있어야 합니다.`,
    'icmp-error-about-nothing': '첫 패킷을 보낸 프로그램이 끝났거나 NAT가 잊었습니다. 고칠 것은 없습니다.',
    'echo-ignored': ({ place }) => `${withParticle(place, '이/가')} 답하게 하세요: sysctl -w net.ipv4.icmp_echo_ignore_all=0.`,
    'wrong-mac': '여기에는 잘못이 없습니다. 스위치가 프레임을 모든 포트로 보냈고, 이 호스트는 그 목적지가 아닙니다.',
    'tunnel-loop': ({ link }) => `${withParticle(link, '으로/로')} 보내는 범위에서 먼 쪽 노드 자신의 주소를 빼세요. 바깥 패킷은 NIC로 나가야 합니다.`,
    'segment-no-port': ({ place }) => `${place}에는 보낸 쪽이 쓴 MAC 주소의 호스트가 없습니다. 보낸 쪽의 이웃 테이블을 비우거나(ip neigh flush all) 그 호스트를 켜세요.`,
    'conntrack-clash': ({ place }) => `${place}에서 고칠 것은 없습니다. 한 흐름의 첫 패킷들이 한꺼번에 도착할 때만 생기며, 다음 패킷은 지나갑니다.`,
    'conntrack-full': ({ place, limit }) => `${place}에서 연결을 더 많이 기억하게 하세요: sysctl -w net.netfilter.nf_conntrack_max=… (지금은 ${limit}이고, dmesg에 “nf_conntrack: table full, dropping packet”이 남습니다). 또는 누가 그렇게 많이 여는지 찾고(conntrack -L), NAT가 필요 없는 트래픽은 추적에서 빼세요(-j NOTRACK).`,
    'message-too-long': ({ place, limit, room }) => `프로그램이 DF를 켜고, ${withParticle(place, '이/가')} 아는 경로의 크기 ${limit}바이트보다 긴 것을 보내려 했습니다. 헤더까지 그 이하로 보내거나(ping -s ${room}) DF 없이 보내세요. ICMP로 배운 크기는 10분 뒤에, 또는 ip route flush cache로 바로 잊힙니다.`,
  },
}
