import { figure } from './figure'
import { withParticle } from './particle'
import type { Words } from './en'

/** Labs, fabrics, faults and what a change of them changed, in Korean. */
export const KO_LAB: Words['lab'] = {
  labs: {
    'two-subnets': { title: '서브넷 둘, IPIP', description: '라우터 양쪽에 노드 넷, MTU 9001. IPIP가 핑에 무엇을 더하는지, 없으면 어떻게 되는지 봅니다.' },
    wireguard: { title: '서브넷 하나, WireGuard', description: '한 서브넷의 노드 넷. 파드 트래픽을 암호화하며, 정책 라우팅과 공개 키를 볼 수 있습니다.' },
    'vxlan-operator': { title: '오퍼레이터가 설치한 VXLAN', description: '최신 Calico와 오퍼레이터의 기본값. 서브넷 사이에는 VXLAN, 서브넷 안에는 터널이 없습니다.' },
  },
  fabrics: {
    'on-prem': { name: '온프레미스', reason: '스위치가 모든 프레임을 전달합니다. 랩 파일이 거르는 것은 그대로 걸러집니다.' },
    aws: {
      name: 'AWS, 검사 켬',
      reason: '출발지/목적지 검사: 네트워크 카드는 자기 주소가 실린 패킷만 주고받을 수 있습니다. 파드의 주소는 통과하지 못하므로 오버레이를 쓰거나 검사를 꺼야 합니다.',
    },
    azure: { name: 'Azure', reason: '패브릭이 IP 프로토콜 4를 버리므로 IPIP는 통과하지 못합니다. VXLAN은 통과합니다. 파드 자신의 주소를 위한 사용자 정의 경로와 카드의 IP 전달은 설정되어 있다고 봅니다.' },
    gcp: {
      name: 'Google Cloud',
      reason: '순수한 3계층: 이웃 사이에서도 모든 패킷을 목적지로 라우팅하며, 파드로 가는 경로는 없습니다. 서브넷 안에서 CrossSubnet은 실패하고 Always는 됩니다.',
    },
  },
  faults: {
    'fabric-drops-ipip': '패브릭이 프로토콜 4를 버림',
    'fabric-drops-vxlan': ({ object }) => `패브릭이 포트 ${withParticle(object || '4789', '을/를')} 버림`,
    'forwarding-off': ({ place }) => `${place}의 ip_forward 0`,
    'proxy-arp-off': ({ place, object }) => `${place} ${object}의 proxy_arp 0`,
    'link-down': ({ place, object }) => `${place}의 ${object} 내려감`,
    'route-removed': ({ place, object }) => `${place}에 ${object} 경로 없음`,
    'small-router-mtu': ({ place, object }) => `${place} ${object}의 작은 MTU`,
  },
  effects: {
    'fabric-drops-ipip': '보안 그룹에 IPIP가 없어 터널이 죽습니다.',
    'fabric-drops-vxlan': 'VXLAN을 모르는 방화벽입니다.',
    'forwarding-off': '그 노드의 파드가 주고받는 패킷이 거기서 끝납니다.',
    'proxy-arp-off': '파드가 169.254.1.1을 잊고 나면(파드에서 ip neigh flush all) 그 물음에 아무도 답하지 않습니다.',
    'link-down': '노드가 끊깁니다. 같은 서브넷에서 그 노드로 보내는 쪽이 MAC을 물어도 답이 없습니다.',
    'route-removed': '가장 긴 프리픽스가 사라져, 그다음으로 일치하는 경로가 패킷을 가져갑니다.',
    'small-router-mtu': '보통 핑은 통과하고 큰 핑은 통과하지 못합니다.',
  },
  settingFaults: {
    natOff: 'natOutgoing 끔',
    natOffEffect: '파드가 자기 주소로 나갑니다. 파드로 가는 경로를 아는 네트워크만 답할 수 있습니다.',
    check: '출발지/목적지 검사 켬',
    checkEffect: 'AWS처럼: 터널은 통과하고 Direct는 실패합니다.',
  },
  faultCommands: '명령',
  changes: {
    insteadOf: ({ now, before }) => `${before} 대신 ${now}`,
    fabric: ({ now, before }) => `패브릭 ${before} 대신 ${now}`,
    nat: { on: 'natOutgoing 켬', off: 'natOutgoing 끔', byPool: 'natOutgoing 풀마다 전처럼' },
    mtu: ({ now, before, pods, podsBefore }) => `MTU ${before} 대신 ${now}${pods === '' ? '' : pods === podsBefore ? `(파드는 그대로 ${pods})` : `(파드는 ${podsBefore} 대신 ${pods})`}`,
    calico: ({ now, before }) => `Calico ${before} 대신 ${now}`,
    withFault: ({ fault }) => `${fault} (고장 냄)`,
    withoutFault: ({ fault }) => `${fault} (고침)`,
    typed: ({ netns, command }) => `${netns}에서 ${command} 입력`,
    untyped: ({ netns, command }) => `${netns}의 ${command} 없이`,
    onceMore: '한 번 더',
    atStep: ({ step, lead }) => `${step}단계부터 ${lead}`,
  },
  compare: {
    stillKnown: ({ place, address }) => ` ${withParticle(place, '은/는')} ${address}의 MAC 주소를 아직 알아서 묻지 않습니다. 거기서 ip neigh flush all을 치면 다시 묻습니다.`,
    addresses: ({ now, before }) => `**회선 위 ${now}** (이전 ${before})`,
    whole: ({ lead, parts }) => `${lead}. 달라진 것: ${parts}.`,
    nothing: ({ lead, same }) => `${lead}: **이 플로에는 달라진 것이 없습니다**. 전과 같이 ${same}.`,
    verdict: ({ now, before }) => `**${now}** (이전: ${before})`,
    hops: ({ now, before }) => `**홉 ${now}개** (이전 ${before}개)`,
    handshakes: ({ count }) => `처음 한 번의 핸드셰이크 ${count}개 추가`,
    hopsAsBefore: ({ hops }) => `홉 ${hops}개`,
    noWire: '**노드 사이의 회선에 아무것도 없음**',
    wire: ({ bytes, frames }) => `**회선 위 ${figure(bytes)} B**${inFrames(frames)}`,
    wireAsBefore: ({ bytes, frames }) => `회선 위 ${figure(bytes)} B${inFrames(frames)}`,
    wireChanged: ({ now, frames, before, framesBefore, growth }) => `**회선 위 ${figure(now)} B**${inFrames(frames)} (이전 ${figure(before)}${inFrames(framesBefore)}, ${growth})`,
    noEnvelope: '이제 봉투 없음',
    there: ({ parts }) => `가는 길에는 ${parts}`,
    back: ({ parts }) => `오는 길에는 ${parts}`,
    wayAsBefore: ({ frame }) => `전과 같이 ${frame}`,
    bare: '패킷 둘레에 아무것도 없음',
    envelope: ({ now }) => `패킷 둘레에 ${now}`,
    envelopeChanged: ({ now, before }) => `패킷 둘레에 ${now} (이전 ${before})`,
  },
  outcomes: {
    'no-traffic': '트래픽 없음',
    'refused-locally': '로컬에서 거절됨',
    delivered: '응답 받음',
    'error-reported': 'ICMP 오류로 응답',
    received: '받음(듣는 쪽은 답을 보내지 않음)',
    'no-reply': '응답 없음',
    dropped: ({ place, isAnswer }) => `${isAnswer ? '응답이 ' : ''}${place === '' ? '' : `${place}에서 `}버려짐`,
    droppedBecause: ({ dropped, reason }) => `${dropped}. 까닭: ${reason}`,
  },
}

function inFrames(frames: number): string {
  return frames === 1 ? '' : `, 프레임 ${frames}개`
}
