import type { AddressOwner, FieldForm, UnreadEffect } from './en-problems'
import { withParticle } from './particle'
import type { ProblemWords } from './say-problem'

const FORMS: Readonly<Record<FieldForm, readonly [wrong: string, mend: string]>> = {
  'ipv4': ['IPv4 주소가 아닙니다', '0부터 255까지의 수 네 개로, 192.168.10.101처럼 쓰세요.'],
  'cidr': ['IPv4 네트워크가 아닙니다', '첫 주소와 프리픽스 길이를, 172.16.0.0/16처럼 쓰세요.'],
  'interface-address': ['프리픽스 길이가 붙은 IPv4 주소가 아닙니다', '192.168.10.101/24처럼 쓰세요.'],
  'mac': ['한 장치의 MAC 주소가 아닙니다', '첫 바이트가 짝수인 여섯 바이트를, 02:00:c0:a8:0a:65처럼 쓰세요.'],
  'name': ['이름으로 쓸 수 없습니다', '영문 소문자, 숫자, 붙임표, 점을 쓰세요.'],
  'long-name': ['253자보다 깁니다', '줄이세요.'],
  'link-name': ['네트워크 카드의 이름으로 쓸 수 없습니다', '글자, 숫자, 점, 붙임표를 15자까지 쓰세요. lo, tunl0, vxlan.calico, wireguard.cali, cali…는 이미 쓰입니다.'],
  'wireguard-key': ['WireGuard 키가 아닙니다', '32바이트를 Base64로, 44자로 쓰세요.'],
  'route': ['경로가 아닙니다', 'ip route add가 받는 대로 쓰세요: 8.8.8.8/32 via 203.0.113.2 dev eth-i.'],
  'long-route': ['300자보다 깁니다', '줄이세요.'],
  'sysctl': ['네트워크의 sysctl이 아닙니다', 'net/ipv4/ip_forward처럼 쓰세요.'],
  'member': ['node, router, host 가운데 하나가 아닙니다', '그중 꼭 하나만 쓰세요.'],
  'leg': ['segment와 peer 가운데 꼭 하나를 갖고 있지 않습니다', '꽂힌 세그먼트나, 반대쪽 끝의 DEVICE/LEG를 쓰세요.'],
  'device-leg': ['DEVICE/LEG 꼴이 아닙니다', 'inet/eth0처럼 쓰세요.'],
  'duration': ['시간의 길이가 아닙니다', '25s처럼 쓰세요.'],
  'interface-prefix': ['인터페이스 접두어가 아닙니다', 'cali처럼 네 글자까지 쓰세요.'],
}

const KINDS: Readonly<Record<string, string>> = {
  string: '글',
  int: '정수',
  number: '수',
  boolean: 'true나 false',
  array: '목록',
  object: '맵',
  record: '맵',
  null: '빈 값',
}

const EFFECTS: Readonly<Record<UnreadEffect, string>> = {
  policy: '여기서 지나가는 것을 실제 클러스터는 버릴 수 있습니다',
  endpoint: '여기서 지나가는 것을 실제 노드는 버릴 수 있습니다',
  service: '여기에는 kube-proxy가 없어 그 주소로는 아무 데도 갈 수 없습니다. 뒤에 있는 파드에 물으세요',
}

const KEEP_ONE = '둘 중 하나만 남기세요.'
const RENAME_ONE = '하나를 지우거나 이름을 바꾸세요.'
const DESCRIBE_NETWORK = 'Underlay 리소스로 네트워크를 적어 주세요.'

/** What is wrong with a lab's files, and how to mend it, in Korean. */
export const KO_PROBLEMS: ProblemWords = {
  'file-too-large': { what: ({ characters }) => `매니페스트가 ${characters}자를 넘습니다.`, mend: '노드, 파드, Calico 리소스가 아닌 것은 빼세요.' },
  'file-empty': { what: '이 파일에는 빈 줄과 주석뿐입니다.', mend: 'kubectl get nodes,pods -A -o yaml의 출력을 담으세요.' },
  'file-binary': { what: '텍스트가 아닙니다.', mend: 'UTF-8로 저장한 YAML이나 JSON 파일을 여세요.' },
  'labs-several': { what: ({ other }) => `이 파일도 ${other}도 저마다 네트워크가 있는 랩입니다.`, mend: '하나만 여세요. 랩 하나가 네트워크 하나입니다.' },
  'more-problems': { what: ({ count }) => `문제 ${count}개는 더 적지 않았습니다.`, mend: '이것부터 고치세요.' },
  'terminal-lines': { what: ({ count }) => `셸 프롬프트나 Markdown 코드 블록 표시인 ${count}줄을 뺍니다.`, mend: 'apiVersion부터 복사하거나 출력을 파일에 담으세요.' },
  'yaml-unreadable': { what: '문서가 너무 깊이 겹쳐 있어 읽을 수 없습니다.', mend: '얕게 펴세요.' },
  'yaml-syntax': { what: ({ error }) => `YAML이 아닙니다: ${error}`, mend: '이 줄의 들여쓰기, 따옴표, 괄호를 살펴보세요.' },
  'yaml-too-deep': { what: ({ levels }) => `${levels}단계보다 깊이 겹쳐 있습니다.`, mend: '얕게 펴세요.' },
  'yaml-anchor': { what: ({ alias }) => `별칭 *${alias}의 앵커가 없습니다.`, mend: '값을 그대로 쓰세요.' },
  'yaml-alias': { what: ({ values }) => `별칭이 나타내는 값이 ${values}개를 넘습니다.`, mend: '값을 그대로 쓰거나 앵커를 줄이세요.' },
  'yaml-key': { what: ({ key }) => `${withParticle(key === '' ? '목록이나 맵' : key, '은/는')} 키가 될 수 없습니다.`, mend: '키에는 평범한 낱말을 쓰세요.' },
  'yaml-duplicate-key': { what: ({ key }) => `키 “${key}”가 두 번 나옵니다.`, mend: KEEP_ONE },
  'not-a-resource': { what: 'Kubernetes 리소스가 아닙니다. apiVersion이나 kind가 없습니다.', mend: 'kubectl get -o yaml처럼 둘 다 쓰세요.' },
  'list-cut': { what: '목록의 끝이 없습니다.', mend: '마지막의 kind: List와 그 뒤까지 복사하거나, 출력을 파일에 담으세요. kubectl get … -o yaml > cluster.yaml' },
  'kind-ignored': { what: ({ kind }) => `${withParticle(kind, '은/는')} 읽지 않습니다.`, mend: '그대로 두어도 됩니다. 여기서는 아무것도 바꾸지 않습니다.' },
  'kind-not-modelled': { what: ({ kind }) => `${withParticle(kind, '은/는')} 모델링하지 않습니다.`, mend: ({ effect }) => `그대로 두어도 되지만, ${EFFECTS[effect]}.` },
  'underlay-duplicate': { what: 'Underlay가 둘 있습니다.', mend: '하나만 남기세요. 하나가 네트워크 전체를 나타냅니다.' },

  'field-not-modelled': { what: ({ field, kind }) => `${kind}의 ${withParticle(field, '은/는')} 모델링하지 않습니다.`, mend: '그대로 두어도 되지만, 실제 데이터플레인은 거기서 다를 수 있습니다.' },
  'field-missing': { what: ({ field }) => `${withParticle(field, '이/가')} 없습니다.`, mend: ({ field, expected }) => `${withParticle(field, '을/를')} 더하세요: ${kindOf(expected)}.` },
  'field-type': { what: (p) => `${withParticle(p.field, '은/는')} ${foundKind(p)}인데, ${withParticle(kindOf(p.expected), '이/가')} 와야 합니다.`, mend: ({ expected }) => `${withParticle(kindOf(expected), '을/를')} 쓰세요.` },
  'field-unknown': { what: ({ field }) => `여기에 ${field}라는 필드는 없습니다.`, mend: 'docs/spec/lab-format.md를 보고 철자와 들여쓰기를 확인하세요.' },
  'field-value': { what: (p) => `${withParticle(p.field, '은/는')} ${found(p)}인데, 쓸 수 없는 값입니다.`, mend: ({ allowed }) => `다음 중 하나를 쓰세요: ${allowed}.` },
  'field-too-small': { what: ({ field, limit }) => `${withParticle(field, '이/가')} ${limit}보다 작습니다.`, mend: ({ limit }) => `${limit} 이상을 쓰세요.` },
  'field-too-big': { what: ({ field, limit }) => `${withParticle(field, '이/가')} ${limit}보다 큽니다.`, mend: ({ limit }) => `${limit} 이하를 쓰세요.` },
  'field-form': { what: (p) => `${p.field} ${withParticle(found(p), '은/는')} ${FORMS[p.form][0]}${p.detail === '' ? '' : `: ${p.detail}`}.`, mend: ({ form }) => FORMS[form][1] },
  'field-wrong': { what: ({ field, message }) => `${withParticle(field, '이/가')} 올바르지 않습니다: ${message}.`, mend: 'docs/spec/lab-format.md를 보세요.' },

  'no-nodes': { what: '이 랩에는 노드가 없습니다.', mend: 'kubectl get nodes -o yaml의 출력을 더하세요.' },
  'node-duplicate': { what: ({ node }) => `노드 ${withParticle(node, '이/가')} 둘 있습니다.`, mend: RENAME_ONE },
  'node-address-missing': { what: ({ node }) => `노드 ${node}에 IPv4 주소가 없습니다.`, mend: 'spec.bgp.ipv4Address나 projectcalico.org/IPv4Address 주석을 더하세요.' },
  'node-mask-missing': {
    what: ({ node, length }) => `노드 ${node}의 마스크를 알 수 없습니다. 카드는 /${length}로 보고, CrossSubnet은 주소만 있을 때의 Calico처럼 늘 캡슐화합니다.`,
    mend: '마스크가 붙은 projectcalico.org/IPv4Address 주석을 더하세요.',
  },
  'node-masks-differ': {
    what: ({ node, length, other, otherLength, segment }) => `노드 ${other} /${otherLength}와 ${node} /${length}는 세그먼트 ${segment}에 함께 있지만 마스크가 다릅니다.`,
    mend: '이 고장을 보려는 것이 아니라면 둘에 같은 마스크를 주세요.',
  },
  'node-not-ready': { what: ({ node }) => `노드 ${withParticle(node, '이/가')} 준비되지 않았습니다(NotReady).`, mend: '여기서는 준비된 것처럼 전달합니다. 고장 메뉴나 그 노드의 셸에서 실제로 고장 난 것을 고장 내세요.' },
  'node-without-key': {
    what: ({ node }) => `다른 노드에는 WireGuard 키가 있는데 노드 ${node}에는 없습니다. 그 노드와 주고받는 것은 암호화되지 않습니다.`,
    mend: '그 노드에서 calico-node가 돌고 커널에 WireGuard가 있는지 보고 클러스터를 다시 읽으세요. 키를 가진 노드가 하나도 없으면 여기서 키를 줍니다.',
  },
  'node-windows': { what: ({ node }) => `노드 ${withParticle(node, '은/는')} Windows에서 돕니다. Windows의 데이터플레인(HNS)은 모델링하지 않습니다.`, mend: '거기서 보이는 것은 Linux 노드가 할 일입니다.' },
  'pod-duplicate': { what: ({ pod }) => `파드 ${withParticle(pod, '이/가')} 둘 있습니다.`, mend: RENAME_ONE },
  'pod-not-scheduled': { what: ({ pod }) => `파드 ${withParticle(pod, '은/는')} 어느 노드에서도 돌지 않아 뺍니다.`, mend: 'spec.nodeName을 주세요.' },
  'pods-of-host-network': {
    what: ({ pods, count, unnamed }) => `파드 ${count}개는 노드의 네트워크를 그대로 써서(hostNetwork) 상자가 따로 없습니다: ${pods}${unnamed === '0' ? '' : ` 외 ${unnamed}개`}.`,
    mend: '노드에서 시작하세요. 이 파드가 보내는 것은 노드가 보내는 것과 같습니다.',
  },
  'pod-pending': { what: ({ pod }) => `파드 ${withParticle(pod, '은/는')} Pending 상태이고 아직 주소가 없어 뺍니다.`, mend: '파드가 돌 때 클러스터를 다시 읽거나 status.podIP를 주세요.' },
  'pod-node-missing': { what: ({ pod, node }) => `파드 ${withParticle(pod, '이/가')} 도는 노드 ${withParticle(node, '은/는')} 없습니다.`, mend: 'Node를 더하거나 spec.nodeName을 고치세요.' },
  'pod-address': { what: ({ pod }) => `파드 ${pod}의 주소는 주소가 아닙니다.`, mend: 'status.podIP를 172.16.34.8처럼 쓰거나 빼세요.' },
  'pod-address-outside-pools': { what: ({ pod, address }) => `파드 ${pod}의 주소 ${withParticle(address, '은/는')} 어느 풀에도 없습니다.`, mend: '그 IPPool을 더하거나 주소를 빼세요.' },
  'pod-mac': { what: ({ pod }) => `파드 ${pod}의 MAC은 MAC이 아닙니다.`, mend: '여섯 바이트를, 0a:00:ac:10:22:08처럼 쓰세요.' },
  'pools-full': { what: ({ pod }) => `파드 ${pod}에 줄 주소가 어느 풀에도 남아 있지 않습니다.`, mend: '자리가 있는 IPPool을 더하거나 파드를 줄이세요.' },
  'address-duplicate': { what: ({ address, owner, other }) => `${withParticle(address, '은/는')} ${ownerName(other)}의 주소이면서 ${ownerName(owner)}의 주소입니다.`, mend: '둘 중 하나에 다른 주소를 주세요.' },

  'pool-duplicate': { what: ({ pool }) => `풀 ${withParticle(pool, '이/가')} 둘 있습니다.`, mend: RENAME_ONE },
  'pool-overlap': { what: ({ pool, cidr, other, otherCidr }) => `풀 ${pool} ${withParticle(cidr, '이/가')} 풀 ${other} ${withParticle(otherCidr, '과/와')} 겹칩니다.`, mend: '풀마다 제 주소를 주세요.' },
  'pool-cidr': { what: ({ cidr }) => `cidr “${cidr}”는 네트워크가 아닙니다.`, mend: ({ network }) => networkOf(network) },
  'pool-block-size': { what: ({ size, cidr }) => `blockSize ${withParticle(size, '은/는')} 풀 ${cidr}에 맞지 않습니다.`, mend: ({ least }) => `${least}부터 32까지의 수를 쓰세요.` },
  'pool-two-modes': { what: ({ pool }) => `풀 ${pool}에 ipipMode와 vxlanMode가 함께 있습니다.`, mend: '하나는 Never로 하세요.' },
  'pool-selector': { what: ({ pool }) => `풀 ${pool}의 셀렉터는 all()로 읽습니다.`, mend: '노드마다 BlockAffinity를 주세요.' },
  'ipv6-ignored': { what: ({ pool }) => `풀 ${withParticle(pool, '은/는')} IPv6이어서 뺍니다.`, mend: 'IPv4만 모델링합니다.' },
  'ipv6-addresses-ignored': { what: ({ nodes, pods, blocks }) => `IPv6인 것은 뺍니다. 주소가 있는 노드 ${nodes}개와 파드 ${pods}개, 블록 ${blocks}개입니다.`, mend: 'IPv4만 모델링합니다.' },
  'block-cidr': { what: ({ cidr }) => `cidr “${cidr}”는 네트워크가 아닙니다.`, mend: ({ network }) => networkOf(network) },
  'block-outside-pools': { what: ({ cidr, node }) => `${node}의 블록 ${withParticle(cidr, '은/는')} 어느 풀에도 없습니다.`, mend: '그 IPPool을 더하거나 블록을 빼세요.' },
  'block-size': { what: ({ cidr, node, pool, size }) => `${node}의 블록 ${withParticle(cidr, '은/는')} 풀 ${pool}의 크기 /${size}이 아닙니다.`, mend: ({ size }) => `/${size}로 쓰거나 풀의 blockSize를 고치세요.` },
  'pool-over-network': {
    what: ({ pool, cidr, segment, segmentCidr }) => `풀 ${pool} ${withParticle(cidr, '이/가')} 세그먼트 ${segment} ${withParticle(segmentCidr, '과/와')} 겹칩니다. 거기 있는 것은 파드로 여겨지고, 그리로 가는 패킷은 마스커레이드되지 않습니다.`,
    mend: '이 고장을 보려는 것이 아니라면 풀에 아무도 쓰지 않는 범위를 주세요.',
  },
  'block-two-owners': { what: ({ owner, node }) => `블록이 ${owner}의 것이면서 ${node}의 것입니다. ${owner}의 것으로 봅니다.`, mend: '두 BlockAffinity 중 하나만 남기세요.' },
  'block-node-missing': { what: ({ node }) => `블록의 주인인 노드 ${withParticle(node, '이/가')} 없어 뺍니다.`, mend: 'BlockAffinity를 지우거나 Node를 더하세요.' },
  'peer-address': { what: ({ address }) => `peerIP “${address}”는 주소가 아닙니다.`, mend: '192.168.10.1처럼 쓰세요.' },
  'peer-selects-none': { what: ({ peer, field, selector }) => `BGPPeer ${peer}의 ${field} “${selector}”에 맞는 노드가 없어서 이 피어로는 세션이 생기지 않습니다.`, mend: 'kubectl get nodes --show-labels로 노드의 레이블과 비교하세요.' },
  'peer-silent': { what: ({ peer, address }) => `BGPPeer ${peer}: ${address}에 BGP를 말하는 상대가 있는지 알 수 없어, 여기서는 세션이 올라오지 않습니다.`, mend: '그곳의 라우터가 BGP를 한다면 Underlay 종류의 리소스에 bgp: true로 나타내세요.' },
  'felix-name': { what: ({ name }) => `FelixConfiguration ${withParticle(name, '을/를')} 읽는 Felix는 없습니다.`, mend: '이름을 default나 node.NAME으로 하세요.' },
  'dataplane-not-modelled': { what: 'Calico의 데이터플레인 중 iptables만 모델링합니다.', mend: '보이는 것은 iptables 모드가 할 일입니다.' },
  'pools-of-installation': { what: ({ kind, pools }) => `IPPool이 없어서 ${withParticle(kind, '이/가')} 만들게 되어 있는 풀을 씁니다: ${pools}.`, mend: '그 뒤로 바뀌었다면 kubectl get ippools -o yaml의 출력을 넣으세요.' },
  'calico-version-assumed': { what: ({ version }) => `Calico의 릴리스를 알 수 없어 ${withParticle(version, '으로/로')} 봅니다.`, mend: 'ClusterInformation이나, Underlay에 spec.calico.version을 더하세요.' },

  'segments-inferred': { what: ({ segments, mtu }) => `세그먼트는 ${segments}, MTU는 ${withParticle(mtu, '으로/로')} 봅니다.`, mend: DESCRIBE_NETWORK },
  'cloud-not-assumed': {
    what: ({ cloud }) => `노드는 ${cloud}의 머신인데, 네트워크는 모든 것을 통과시킨다고 봅니다.`,
    mend: ({ cloud }) => `패브릭에서 ${withParticle(cloud, '을/를')} 고르면 그 네트워크가 기본으로 버리는 것을 버립니다.`,
  },
  'mtu-inferred': { what: ({ mtu, setting }) => `${setting}에 맞추어 MTU는 ${withParticle(mtu, '으로/로')} 봅니다.`, mend: '네트워크의 MTU가 이보다 작으면 큰 패킷은 거기서 사라집니다. Underlay 종류의 리소스로 네트워크를 나타내세요.' },
  'router-inferred': { what: ({ router, addresses }) => `라우터 ${router} 하나가 ${addresses}에 있다고 봅니다. 파드의 블록은 모릅니다.`, mend: DESCRIBE_NETWORK },
  'host-inferred': { what: ({ host }) => `바깥에 호스트 ${host} 하나가 있고 그 뒤에 8.8.8.8이 있다고 봅니다.`, mend: DESCRIBE_NETWORK },
  'name-duplicate': { what: ({ name }) => `이름 ${withParticle(name, '이/가')} 노드, 세그먼트, 라우터, 호스트 가운데 두 번 쓰였습니다.`, mend: '하나의 이름을 바꾸세요.' },
  'leg-duplicate': { what: ({ device }) => `${device}에 이름이 같은 다리가 둘 있습니다.`, mend: '하나의 이름을 바꾸세요.' },
  'segment-duplicate': { what: ({ device, other, key, segment }) => `세그먼트 ${segment}에서 ${withParticle(other, '과/와')} ${withParticle(device, '이/가')} 모두 ${withParticle(key, '을/를')} 씁니다.`, mend: '하나에 다른 것을 주세요.' },
  'segment-missing': { what: ({ segment }) => `세그먼트 ${withParticle(segment, '이/가')} 없습니다.`, mend: 'spec.segments 중 하나의 이름을 쓰세요.' },
  'wireguard-key': { what: ({ node }) => `노드 ${node}의 개인 키에서 그 공개 키가 나오지 않습니다.`, mend: '개인 키를 빼거나, 공개 키와 짝이 맞는 것을 쓰세요.' },
  'member-missing': { what: ({ node }) => `노드 ${withParticle(node, '이/가')} 없습니다.`, mend: '클러스터에 있는 노드를 쓰거나 빼세요.' },
  'member-leg': { what: ({ device, segment }) => `${device}에는 세그먼트 ${segment}에 꽂힌 그런 다리가 없습니다.`, mend: '이 세그먼트에 다리가 있는 라우터나 호스트를 쓰세요.' },
  'member-duplicate': { what: ({ device, link, segment }) => `${device} ${withParticle(link, '이/가')} 세그먼트 ${segment}에 두 번 있습니다.`, mend: KEEP_ONE },
  'member-address': { what: ({ node, segment, cidr }) => `노드 ${node}의 주소는 세그먼트 ${segment} ${cidr}의 것이 아닙니다.`, mend: '이 카드에 주소를 주거나, 노드를 다른 세그먼트에 넣으세요.' },
  'nic-duplicate': { what: ({ node, link }) => `노드 ${node}에 카드 ${withParticle(link, '이/가')} 둘 있습니다.`, mend: '이 카드에 다른 이름을 주세요.' },
  'node-outside-segments': { what: ({ node }) => `노드 ${node}의 주소가 들어 있는 세그먼트가 없습니다.`, mend: 'cidr에 그 주소가 들어 있는 세그먼트를 더하세요.' },
  'peer-missing': { what: ({ peer, device, link }) => `${withParticle(peer, '이/가')} ${withParticle(`${device}/${link}`, '을/를')} 되가리키지 않습니다.`, mend: '회선의 두 끝은 서로를 가리켜야 합니다.' },
  'node-missing': { what: ({ node }) => `노드 ${withParticle(node, '이/가')} 없습니다.`, mend: '클러스터에 있는 노드를 쓰거나 빼세요.' },
  'node-twice': { what: ({ node }) => `노드 ${withParticle(node, '이/가')} 두 번 나옵니다.`, mend: KEEP_ONE },
  'route-link': { what: ({ route }) => `경로 “${route}”가 나갈 카드가 이 장치에 없습니다.`, mend: 'dev로 카드를 지정하세요.' },
}

function ownerName(owner: AddressOwner): string {
  const [what = '', name = ''] = owner.split(' ')
  return what === 'pod' ? `파드 ${name}` : what === 'tunnel' ? `노드 ${name} 터널` : `노드 ${name}`
}

function networkOf(right: string): string {
  return right === '' ? '172.16.0.0/16처럼 쓰세요.' : `네트워크는 ${right}입니다.`
}

function kindOf(name: string): string {
  return KINDS[name] ?? name
}

function foundKind(p: { readonly found: string; readonly value: string }): string {
  return p.value === '' ? kindOf(p.found) : `${kindOf(p.found)} “${p.value}”`
}

function found(p: { readonly found: string; readonly value: string }): string {
  return p.value === '' ? kindOf(p.found) : `“${p.value}”`
}
