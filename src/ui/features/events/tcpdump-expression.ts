import { compileFilter } from '../../../core/capture/filter/filter'
import type { EventPredicate } from './event-filter'

/** An expression of pcap-filter(7), as a tcpdump at each interface would select what it sees there; undefined where it is none. */
export function tcpdumpExpression(text: string): EventPredicate | undefined {
  const [ethernet, rawIp] = [compileFilter(text, 'ethernet', 'file'), compileFilter(text, 'raw-ip', 'file')]
  if (!ethernet.ok) return undefined
  return ({ frame }) => {
    if (frame === undefined) return false
    const { bytes, linkLayer } = frame
    const selects = linkLayer === 'ethernet' ? ethernet : rawIp
    return selects.ok && selects.value({ bytes, wireBytes: bytes.length })
  }
}
