import type { RouteAnswer, RouteQuery } from '../../engine/kernel-api'
import { ROUTE_TABLE } from '../../model/netns-spec'
import { formatIpv4 } from '../../wire/ipv4-address'
import { findLink, orRefuse } from './context'
import type { IpContext } from './context'
import type { Words} from './words';
import { tableName } from './names'
import { learnedMtuWords } from './route-text'
import { addressWord, notModelled, numberWord, prefixWord } from './words'

/** `ip route get ADDRESS [from A] [iif LINK] [oif LINK] [mark M]`. */
export function getRoute(context: IpContext, words: Words): void {
  words.takeIf('to')
  let query: RouteQuery = { to: prefixWord(words.value()).network }
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'from') query = { ...query, from: addressWord(words.value()) }
    else if (word === 'iif') query = { ...query, inLink: findLink(context.system, words.value()).spec.name }
    else if (word === 'oif' || word === 'dev') query = { ...query, outLink: findLink(context.system, words.value()).spec.name }
    else if (word === 'mark') query = { ...query, mark: numberWord(words.value(), 'mark') }
    else notModelled(`"${word}" of "ip route get"`)
  }
  context.system.stdout(routeAnswerText(query, orRefuse(context.system.routeGet(query))))
}

/** Both lines, trailing blanks included. A forwarded packet's route has no source and no uid. */
function routeAnswerText(query: RouteQuery, answer: RouteAnswer): string {
  const parts = [formatIpv4(query.to)]
  if (answer.type !== 'unicast') parts.unshift(answer.type)
  if (query.from !== undefined) parts.push('from', formatIpv4(query.from))
  if (answer.gateway !== undefined) parts.push('via', formatIpv4(answer.gateway))
  parts.push('dev', answer.link)
  if (answer.table !== ROUTE_TABLE.main) parts.push('table', tableName(answer.table))
  if (query.inLink === undefined) {
    if (query.from === undefined && answer.source !== undefined) parts.push('src', formatIpv4(answer.source))
  }
  if (query.mark !== undefined && query.mark !== 0) parts.push('mark', `0x${query.mark.toString(16)}`)
  if (query.inLink === undefined) parts.push('uid 0')
  const cache = ['cache', ...cacheFlags(query, answer)]
  cache.push(...learnedMtuWords(answer))
  if (query.inLink !== undefined) cache.push('iif', query.inLink)
  return `${parts.join(' ')} \n    ${cache.join(' ')} \n`
}

/** `<redirect>` where a forwarded packet would leave by the interface it came from, to a neighbour of the sender. */
function cacheFlags(query: RouteQuery, answer: RouteAnswer): readonly string[] {
  if (answer.type === 'local') return ['<local>']
  if (answer.type === 'broadcast') return ['<local,brd>']
  return query.inLink !== undefined && query.inLink === answer.link && answer.gateway === undefined ? ['<redirect>'] : []
}
