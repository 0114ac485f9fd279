import type { Ipv4Header } from '../../wire/ipv4'
import { formatIpv4 } from '../../wire/ipv4-address'
import { TCP_OPTION, parseTcp } from '../../wire/tcp'
import type { TcpHeader, TcpOption } from '../../wire/tcp'
import { httpText } from './http-text'
import type { Payload } from './printer'
import { hex, rightChecksum, transportSum } from './transport-sum'

/** Letters of the flag bits, lowest first: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR. */
const FLAG_LETTERS = 'FSRP.UEW'
const FLAG_SYN = 2
const FLAG_ACK = 16
const FLAGS_WITH_SEQUENCE = 7
const HTTP_PORTS: ReadonlySet<number> = new Set([80, 8080, 3128])

/** The initial numbers of a conversation, seen from the end with the lower port. */
interface Conversation {
  sequence: number
  acknowledgment: number
}

/** Prints TCP segments with numbers relative to what the first segment with ACK of a conversation had (print-tcp.c). */
export class TcpConversations {
  private readonly known = new Map<string, Conversation>()

  segmentText(ip: Ipv4Header, payload: Payload, verbosity: number): string {
    const { bytes, offset, end, length } = payload
    const parsed = parseTcp(bytes, offset, end)
    const hosts = [formatIpv4(ip.source), formatIpv4(ip.destination)] as const
    if (!parsed.ok) return `${hosts[0]} > ${hosts[1]}: [|tcp]`
    const tcp = parsed.value
    const { sequence, acknowledgment } = this.relative(ip, tcp)
    const dataBytes = length - tcp.headerBytes
    const parts = [`Flags [${flagLetters(tcp.flags)}]`]
    if (verbosity > 0 && !payload.isFragment && end - offset >= length) parts.push(checksumText(ip, payload, tcp.checksum))
    if (verbosity > 1 || dataBytes > 0 || (tcp.flags & FLAGS_WITH_SEQUENCE) !== 0) parts.push(`seq ${sequence}${dataBytes > 0 ? `:${(sequence + dataBytes) >>> 0}` : ''}`)
    if ((tcp.flags & FLAG_ACK) !== 0) parts.push(`ack ${acknowledgment}`)
    parts.push(`win ${tcp.window}`)
    if (tcp.options.length > 0) parts.push(`options [${tcp.options.map(optionText).join(',')}]`)
    parts.push(`length ${dataBytes}`)
    const isHttp = HTTP_PORTS.has(tcp.sourcePort) || HTTP_PORTS.has(tcp.destinationPort)
    const data = dataBytes > 0 && isHttp ? httpText(bytes.subarray(offset + tcp.headerBytes, end), dataBytes, verbosity) : ''
    return `${hosts[0]}.${tcp.sourcePort} > ${hosts[1]}.${tcp.destinationPort}: ${parts.join(', ')}${data}`
  }

  private relative(ip: Ipv4Header, tcp: TcpHeader): { readonly sequence: number; readonly acknowledgment: number } {
    const { sequence, acknowledgment, flags, sourcePort, destinationPort } = tcp
    if ((flags & FLAG_ACK) === 0) return { sequence, acknowledgment }
    const isReverse = sourcePort > destinationPort || (sourcePort === destinationPort && ip.source > ip.destination)
    const ends = [`${ip.source}.${sourcePort}`, `${ip.destination}.${destinationPort}`]
    const key = (isReverse ? ends.reverse() : ends).join(' ')
    const known = this.known.get(key)
    if (!known || (flags & FLAG_SYN) !== 0) {
      const before = acknowledgment - 1
      this.known.set(key, isReverse ? { sequence: before, acknowledgment: sequence } : { sequence, acknowledgment: before })
      return { sequence, acknowledgment }
    }
    const [own, other] = isReverse ? [known.acknowledgment, known.sequence] : [known.sequence, known.acknowledgment]
    return { sequence: (sequence - own) >>> 0, acknowledgment: (acknowledgment - other) >>> 0 }
  }
}

function flagLetters(flags: number): string {
  const letters = Array.from(FLAG_LETTERS).filter((_, bit) => ((flags >>> bit) & 1) === 1)
  return letters.length === 0 ? 'none' : letters.join('')
}

function checksumText(ip: Ipv4Header, payload: Payload, checksum: number): string {
  const sum = transportSum(ip, payload.bytes, payload.offset, payload.offset + payload.length)
  return `cksum ${hex(checksum)} (${sum === 0 ? 'correct' : `incorrect -> ${hex(rightChecksum(checksum, sum))}`})`
}

function optionText(option: TcpOption): string {
  const view = new DataView(option.data.buffer, option.data.byteOffset, option.data.byteLength)
  switch (option.kind) {
    case TCP_OPTION.nop:
      return 'nop'
    case TCP_OPTION.maximumSegmentSize:
      return option.data.length === 2 ? `mss ${view.getUint16(0)}` : 'mss'
    case TCP_OPTION.windowScale:
      return option.data.length === 1 ? `wscale ${view.getUint8(0)}` : 'wscale'
    case TCP_OPTION.sackPermitted:
      return 'sackOK'
    case TCP_OPTION.timestamps:
      return option.data.length === 8 ? `TS val ${view.getUint32(0)} ecr ${view.getUint32(4)}` : 'TS'
    default:
      return `unknown-${option.kind}`
  }
}
