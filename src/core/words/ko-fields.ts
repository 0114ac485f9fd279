import type { Words } from './en'

/** What fields of headers say, in Korean. */
export const KO_FIELDS: Words['fields'] = {
  set: '켜짐',
  notSet: '꺼짐',
  bytes: ({ count }) => `${count}바이트`,
  fromByte: ({ at }) => `${at}번째 바이트부터`,
  dontFragment: '라우터가 나눌 수 없음',
  mayFragment: '라우터가 나눌 수 있음',
  moreFragments: '마지막 조각이 아님',
  ttl: '라우터마다 하나씩 줄임',
  noChecksum: '없음 (UDP에서는 허용)',
  broadcast: '링크의 모두',
  calicoMac: 'Calico의 것, 모든 파드 링크의 호스트 쪽',
}
