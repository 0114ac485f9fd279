import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { LinkType } from '../link-type'
import { readTokens } from './lexer'
import { PacketTests } from './packet-tests'
import type { PacketSource } from './packet-tests'
import { FilterParser } from './parser'
import { Loads } from './predicate'
import type { Sighting } from './predicate'

/** Whether a packet is selected. */
export type PacketFilter = (sighting: Sighting) => boolean

const MAX_WORDS = 2000

/**
 * Compiles an expression of pcap-filter(7) for packets of a link type, to select what libpcap 1.10 selects. The error is
 * what tcpdump prints behind its name.
 */
export function compileFilter(expression: string, linkType: LinkType, source: PacketSource): Result<PacketFilter, string> {
  const tokens = readTokens(expression)
  if (tokens.length > MAX_WORDS) return err(`Hopscope's filters have at most ${MAX_WORDS} words`)
  const parser = new FilterParser(tokens, new PacketTests(linkType, source))
  const predicate = parser.parse()
  if (parser.error !== undefined) return err(parser.error)
  if (predicate === true) return ok(() => true)
  if (predicate === false) return err('expression rejects all packets')
  return ok((sighting) => {
    const loads = new Loads(sighting)
    return predicate(loads) && !loads.hasFailed
  })
}
