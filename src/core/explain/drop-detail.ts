import { HOOK_CHAINS } from '../trace/entry-kinds'
import type { DropReason } from '../trace/entry-kinds'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import type { DropContext } from './drop-context'
import { formatRouteLine } from './format-route'
import { plain, strong, withCommas } from './sentence'
import type { Sentence } from './sentence'

const VALUE_IS_ADDRESS: ReadonlySet<DropReason> = new Set([
  'no-route',
  'no-such-neighbour',
  'neighbour-queue-full',
  'reverse-path-filter',
  'martian-source',
  'martian-destination',
  'source-destination-check',
  'no-tunnel-route',
  'no-wireguard-peer',
  'no-allowed-ip',
])
const VALUE_IS_MTU: ReadonlySet<DropReason> = new Set(['exceeds-mtu', 'exceeds-segment-mtu', 'fragmentation-needed', 'message-too-long'])

/** Why a packet ended, with the row, interface, address or size behind it: `an iptables rule drops it: -A FORWARD -p ipencap -j DROP (table filter)`. */
export function dropSentence(context: DropContext, { decisions }: Words = EN): Sentence {
  const detail = detailOf(context, decisions)
  const { silence } = context
  const why = silence ? [plain(decisions.silence({ place: silence.place, reason: decisions.drops[silence.reason] }))] : []
  const reason = decisions.drops[context.reason]
  return detail === '' ? [plain(reason)] : [plain(`${reason}: `), strong(detail), ...why]
}

type Decisions = Words['decisions']

function detailOf(context: DropContext, decisions: Decisions): string {
  const { reason, value } = context
  const row = rowText(context, decisions)
  if (VALUE_IS_MTU.has(reason)) return sizesText(context, decisions)
  if (reason === 'source-destination-check' && row !== '') return checkedText(context, row, decisions)
  const address = VALUE_IS_ADDRESS.has(reason) && value !== 0 ? formatIpv4(ipv4FromNumber(value)) : ''
  if (reason === 'iptables-drop' && row === '') return policyText(HOOK_CHAINS[value])
  if (reason === 'conntrack-full') return withCommas(value)
  if (reason === 'no-socket') return decisions.port({ port: value })
  if (reason === 'unknown-protocol') return decisions.protocol({ protocol: value })
  return [address, row].filter((part) => part !== '').join(', ')
}

/** Which end the card does not own. */
function checkedText({ packet, value }: DropContext, card: string, decisions: Decisions): string {
  const address = formatIpv4(ipv4FromNumber(value))
  return packet?.destination === value ? decisions.checkedDestination({ address, card }) : decisions.checkedSource({ address, card })
}

/** A chain's policy as iptables-save has it. */
function policyText(chain: string | undefined): string {
  return chain === undefined ? '' : `-P ${chain} DROP`
}

function rowText({ because, becauseOf, isFabric, link, destination }: DropContext, decisions: Decisions): string {
  switch (because?.kind) {
    case 'route':
      return formatRouteLine(because.route)
    case 'netfilter-rule':
      if (because.table === 'azure') return decisions.azureDrops
      if (because.table === 'gcp') return decisions.noVpcRoute({ address: destination === undefined ? '' : formatIpv4(destination) })
      return decisions.ofTable({ row: because.text, table: because.table })
    case 'neighbour':
      return decisions.onLink({ link })
    case 'interface':
      return isFabric ? `${becauseOf} ${because.name}` : because.name
    default:
      return ''
  }
}

/** `1,500 bytes, but eth0 takes 1,450`; the fabric's MTU is that of the port it would leave by. What was learned of a way, or is set for it, is not its link's. */
function sizesText({ packet, because, becauseOf, smallDevice, isFabric, link, value }: DropContext, decisions: Decisions): string {
  const taker = because?.kind === 'interface' ? `${isFabric ? `${becauseOf} ` : ''}${because.name}` : because?.kind === 'route' ? (smallDevice?.name ?? '') : link
  const size = packet === undefined ? '' : withCommas(packet.totalBytes)
  return decisions.tooLarge({ size, taker: taker === '' ? decisions.theWayOn : taker, limit: withCommas(value) })
}
