import type { Words } from './en'

/** The words of the stage's peeks, menus and edges in Korean. */
export const KO_STAGE: Words['stage'] = {
  bottomEdge: '스테이지 아래 패널의 높이',
  sideEdge: '인스펙터의 너비',
  defaultSizes: '패널을 원래 크기로 되돌리기',
  resetPlaces: '스테이지의 모든 것을 원래 자리로 되돌리기',
  peek: (p) => `한눈에 보기: ${p.name}`,
  onNode: (p) => `노드 ${p.name}에 있음`,
  moreRoutes: (p) => `경로 패널에 ${p.count}행 더`,
  inUse: '사용 중',
  packetName: (p) => `패킷 ${p.name}, ${p.place}`,
  linkName: (p) => `${p.place}의 ${p.link}`,
  ends: '양 끝',
  segment: '세그먼트',
  captureHere: '여기서 캡처',
  tcpdumpHere: '여기서 터미널로 tcpdump',
  takeDown: (p) => `내리기: ${p.command}`,
  bringUp: (p) => `올리기: ${p.command}`,
  rowInLinks: '링크 패널의 해당 행',
  follow: '이 패킷 따라가기',
  headers: '헤더 보기',
  why: '이 길로 가는 이유',
  copyHex: '16진수로 복사',
  copyLine: 'tcpdump 줄로 복사',
  onlyItsFlow: '이 플로의 이벤트만 보기',
  dropHere: (p) => `이런 패킷을 ${p.place}에서 버리기: ${p.command}`,
}
