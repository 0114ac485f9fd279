import { figure } from './figure'
import type { Words } from './en'
import { withParticle } from './particle'

const COUNT_WORDS = ['영', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉']

/** Why a row of a route table wins, in Korean. */
export const KO_REASONS: Words['reasons'] = {
  countOf: ({ count }) => `${COUNT_WORDS[count] ?? count} 개`,
  oneRow: ({ address, row, so }) => `${withParticle(address, '과/와')} 일치하는 행은 하나, **${row}**입니다. 그래서 ${so}.`,
  defaultRow: '기본 경로',
  prefixRow: ({ length, prefix }) => `${prefix}의 /${length} 행`,
  longer: ({ count, address, length, other, so }) => `${count}의 행이 ${withParticle(address, '과/와')} 일치합니다. **/${withParticle(String(length), '이/가')} ${other === 0 ? '기본 경로의 /0' : `/${other}`}보다 길어서 이깁니다.** 그래서 ${so}.`,
  metric: ({ count, address, length, metric, other, so }) => `${count}의 행이 ${withParticle(address, '과/와')} 일치합니다. **둘 다 /${length}이고 메트릭 ${withParticle(String(metric), '이/가')} ${withParticle(String(other), '을/를')} 이깁니다.** 그래서 ${so}.`,
  none: ({ address }) => `**${withParticle(address, '과/와')} 일치하는 행이 없습니다.** 기본 경로조차 없으므로 여기서 더 갈 길이 없습니다.`,
  local: '패킷은 이 호스트의 것입니다',
  broadcast: '서브넷의 모든 호스트가 받습니다',
  blackhole: '패킷을 말없이 버립니다',
  refused: '보낸 쪽에 길이 없다고 알립니다',
  nextTable: '다음 규칙의 테이블에 묻습니다',
  wraps: ({ link, via }) => `${withParticle(link, '이/가')} 패킷을 감싸 ${withParticle(via, '으로/로')} 보냅니다`,
  seals: ({ link }) => `${withParticle(link, '이/가')} 패킷을 피어에게 보내려고 암호화합니다`,
  straight: ({ link, via }) => `${withParticle(link, '을/를')} 거쳐 곧바로 ${withParticle(via, '으로/로')} 나갑니다`,
  onTo: ({ link, via }) => `${withParticle(link, '을/를')} 거쳐 ${withParticle(via, '으로/로')} 나갑니다`,
  theInterface: '인터페이스',
  sized: ({ name, bytes }) => `${name}, 크기 ${figure(bytes)} B`,
  ttlAnd: ({ what, ttl, flag, isCopied }) => `${what}: TTL ${ttl}, ${flag}${isCopied ? ', 안쪽 헤더에서 복사' : ''}`,
  noFragmentFlag: 'DF 없음',
  sentTo: ({ what, address }) => `${what}: ${address} 앞으로`,
  untouched: ({ names }) => `${names}: 그대로`,
  isSealed: ({ names }) => `${names} 암호화됨`,
  isOpened: ({ names }) => `${names} 복호화됨`,
  free: ({ bytes }) => `들어감: ${bytes} B 남음.`,
  tooMany: ({ bytes }) => `너무 큼: ${bytes} B 초과.`,
  isCut: ({ bytes }) => `하나로 보내기에 ${bytes} B 초과: 조각으로 나뉩니다.`,
  envelopeIsCut: ({ link, sum, card, mtu, bytes }) => `${withParticle(link, '이/가')} 감싸면 ${sum} B입니다. ${card}의 한도는 ${mtu}: ${bytes} B 초과라 봉투가 조각으로 나뉩니다.`,
  noRoomLeft: ({ link, bytes, setting, sum }) => `${link}의 MTU가 그 ${bytes} B의 자리를 남기지 않습니다. FelixConfiguration의 ${withParticle(setting, '은/는')} ${sum}이어야 합니다.`,
  ownLimit: ({ link, sum }) => `선은 ${link} 자신의 한도: ${sum}.`,
  nextTakes: ({ link, sum }) => `다음은 ${link}, 한도 ${sum}: 여기에도 들어갑니다.`,
  nextCuts: ({ link, sum, bytes }) => `다음은 ${link}, 한도 ${sum}: ${bytes} B 초과라 조각으로 나뉩니다.`,
  nextRefuses: ({ link, sum, bytes }) => `다음은 ${link}, 한도 ${sum}: ${bytes} B 초과인데 DF가 나누기를 금합니다. 너무 큽니다.`,
}
