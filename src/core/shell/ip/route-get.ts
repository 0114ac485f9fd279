import type { RouteAnswer, RouteQuery } from '../../engine/kernel-api'
import { ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteSpec } from '../../model/netns-spec'
import { formatIpv4, prefixContains } from '../../wire/ipv4-address'
import { findLink, orRefuse, printJson } from './context'
import type { IpContext } from './context'
import type { Words } from './words'
import { tableName } from './names'
import { learnedMtuWords, routeText } from './route-text'
import { IpFailure, addressWord, notModelled, numberWord, prefixWord } from './words'

/** `ip route get [fibmatch] ADDRESS [from A] [iif LINK] [oif LINK] [mark M]`. */
export function getRoute(context: IpContext, words: Words): void {
  if (words.peek() === undefined) throw new IpFailure('need at least a destination address\n', 1)
  let isMatch = words.takeIf('fibmatch')
  words.takeIf('to')
  let query: RouteQuery = { to: prefixWord(words.value()).network }
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'from') query = { ...query, from: addressWord(words.value()) }
    else if (word === 'iif') query = { ...query, inLink: findLink(context.system, words.value()).spec.name }
    else if (word === 'oif' || word === 'dev') query = { ...query, outLink: findLink(context.system, words.value()).spec.name }
    else if (word === 'mark') query = { ...query, mark: numberWord(words.value(), 'mark') }
    else if (word === 'fibmatch') isMatch = true
    else notModelled(`"${word}" of "ip route get"`)
  }
  const answer = orRefuse(context.system.routeGet(query))
  if (isMatch) return printMatch(context, query, answer)
  if (context.json) return printJson(context, [answerJson(query, answer, context)])
  context.system.stdout(routeAnswerText(query, answer, context))
}

/** The route itself: the longest that fits in the table that the answer came from. */
function printMatch(context: IpContext, { to }: RouteQuery, answer: RouteAnswer): void {
  const fitting = context.system.routes().filter((route) => route.table === answer.table && prefixContains(route.destination, to))
  const best = fitting.toSorted((one, other) => (isBetter(one, other) ? -1 : 1))[0]
  if (best) context.system.stdout(routeText(best, { details: context.details, withTable: true, paint: context.paint }))
}

function isBetter(one: RouteSpec, other: RouteSpec): boolean {
  const longer = one.destination.prefixLength - other.destination.prefixLength
  return longer > 0 || (longer === 0 && one.metric < other.metric)
}

/** Both lines, trailing blanks included. A forwarded packet's route has no source and no uid. */
function routeAnswerText(query: RouteQuery, answer: RouteAnswer, { details, paint }: IpContext): string {
  const address = (value: number): string => paint.address(`${formatIpv4(value)} `)
  let line = answer.type === 'unicast' && !details ? '' : `${answer.type} `
  line += address(query.to)
  if (query.from !== undefined) line += paint.address(`from ${formatIpv4(query.from)} `)
  if (answer.gateway !== undefined) line += `via ${address(answer.gateway)}`
  line += `dev ${paint.link(`${answer.link} `)}`
  if (answer.table !== ROUTE_TABLE.main || details) line += `table ${tableName(answer.table)} `
  if (query.inLink === undefined && query.from === undefined && answer.source !== undefined) line += `src ${address(answer.source)}`
  if (query.mark !== undefined && query.mark !== 0) line += `mark ${markText(query.mark)} `
  if (query.inLink === undefined) line += 'uid 0 '
  const cache = ['cache', ...cacheFlags(query, answer).map((flag) => `<${flag.join(',')}>`), ...learnedMtuWords(answer)]
  if (query.inLink !== undefined) cache.push('iif', query.inLink)
  return `${line}\n    ${cache.join(' ')} \n`
}

/** Marks of 16 and more are printed in hexadecimal (iproute.c). */
function markText(mark: number): string {
  return mark >= 16 ? `0x${mark.toString(16)}` : String(mark)
}

function answerJson(query: RouteQuery, answer: RouteAnswer, { details }: IpContext): Record<string, unknown> {
  return {
    ...(answer.type === 'unicast' && !details ? {} : { type: answer.type }),
    dst: formatIpv4(query.to),
    ...(query.from === undefined ? {} : { from: formatIpv4(query.from) }),
    ...(answer.gateway === undefined ? {} : { gateway: formatIpv4(answer.gateway) }),
    dev: answer.link,
    ...(answer.table !== ROUTE_TABLE.main || details ? { table: tableName(answer.table) } : {}),
    ...(query.inLink === undefined && query.from === undefined && answer.source !== undefined ? { prefsrc: formatIpv4(answer.source) } : {}),
    flags: [],
    ...(query.inLink === undefined ? { uid: 0 } : {}),
    cache: cacheFlags(query, answer).flat(),
    ...(answer.mtuBytes === undefined ? {} : { metrics: [{ mtu: answer.mtuBytes }] }),
  }
}

/** `<redirect>` where a forwarded packet would leave by the interface it came from, to a neighbour of the sender. */
function cacheFlags(query: RouteQuery, answer: RouteAnswer): readonly (readonly string[])[] {
  // what leaves by lo stays here, whatever its address (__mkroute_output)
  if (answer.type === 'local' || (query.inLink === undefined && answer.link === 'lo')) return [['local']]
  if (answer.type === 'broadcast') return [['local', 'brd']]
  if (answer.type === 'multicast') return [['mc']]
  return query.inLink !== undefined && query.inLink === answer.link && answer.gateway === undefined ? [['redirect']] : []
}
