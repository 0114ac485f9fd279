import type { Words } from './en'

/** The view in which flows stand side by side, in Korean. */
export const KO_COMPARE: Words['compareView'] = {
  name: '플로 비교',
  open: '나란히 보기',
  about: '첫 패킷이 노드를 처음 떠날 때의 모습입니다. 높이는 바이트이고 척도는 하나이며, 모든 스택은 파드 자신의 패킷에 맞춰 서 있습니다.',
  column: ({ number }) => `플로 ${number}`,
  everyMode: '모든 모드로 플로 보내기',
  runningModes: '보내는 중…',
  add: '하나 더',
  leaveOut: '빼기',
  onTheWire: '회선 위',
  neverLeft: '노드를 떠나지 않음',
  outcome: '결과',
  podMtu: '파드 MTU',
  outer: '바깥 TTL과 DF',
  noOuter: '바깥 헤더 없음',
  outerText: ({ ttl, hasDf }) => `${ttl}, DF ${hasDf ? '있음' : '없음'}`,
  frames: '오가는 프레임 수',
  readable: '도중에 읽을 수 있음',
  yes: '예',
  lock: '반대편 노드가 열 때까지 봉인됨',
  sealed: '아니요, 봉인됨',
  duration: '첫 프레임부터 마지막까지',
  folded: '그림보다 김',
}
