import type { Ipv4Header } from '../../wire/ipv4'
import { formatIpv4 } from '../../wire/ipv4-address'
import { TCP_OPTION, parseTcp } from '../../wire/tcp'
import type { TcpHeader, TcpOption } from '../../wire/tcp'
import { httpText } from './http-text'
import type { Naming } from './names'
import type { Payload, TcpdumpOptions } from './printer'
import { hex, rightChecksum, transportSum } from './transport-sum'

/** Letters of the flag bits, lowest first: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR. */
const FLAG_LETTERS = 'FSRP.UEW'
const FLAG_SYN = 2
const FLAG_RST = 4
const FLAG_ACK = 16
const FLAG_URG = 32
const FLAGS_WITH_SEQUENCE = 7
const MAX_RESET_BYTES = 30
const SACK_BLOCK_BYTES = 8
const HTTP_PORTS: ReadonlySet<number> = new Set([80, 8080, 3128])

/** The initial numbers of a conversation, seen from the end with the lower port. */
interface Conversation {
  sequence: number
  acknowledgment: number
}

/** Prints TCP segments with numbers relative to what the first segment with ACK of a conversation had (print-tcp.c). */
export class TcpConversations {
  private readonly known = new Map<string, Conversation>()

  constructor(
    private readonly options: Pick<TcpdumpOptions, 'verbosity' | 'quiet' | 'absoluteSequence'>,
    private readonly naming: Naming,
  ) {}

  segmentText(ip: Ipv4Header, payload: Payload): string {
    const { verbosity, quiet } = this.options
    const { bytes, offset, end, length } = payload
    const parsed = parseTcp(bytes, offset, end)
    const hosts = [formatIpv4(ip.source), formatIpv4(ip.destination)] as const
    if (!parsed.ok) return `${hosts[0]} > ${hosts[1]}: [|tcp]`
    const tcp = parsed.value
    const dataBytes = length - tcp.headerBytes
    const ends = `${hosts[0]}.${this.naming.port(tcp.sourcePort, 'tcp')} > ${hosts[1]}.${this.naming.port(tcp.destinationPort, 'tcp')}:`
    if (quiet === true) return `${ends} tcp ${dataBytes}`
    const { sequence, acknowledgment, sackBase } = this.relative(ip, tcp)
    const parts = [`Flags [${flagLetters(tcp.flags)}]`]
    if (verbosity > 0 && !payload.isFragment && end - offset >= length) parts.push(checksumText(ip, payload, tcp.checksum))
    if (verbosity > 1 || dataBytes > 0 || (tcp.flags & FLAGS_WITH_SEQUENCE) !== 0) parts.push(`seq ${sequence}${dataBytes > 0 ? `:${(sequence + dataBytes) >>> 0}` : ''}`)
    if ((tcp.flags & FLAG_ACK) !== 0) parts.push(`ack ${acknowledgment}`)
    parts.push(`win ${tcp.window}`)
    if ((tcp.flags & FLAG_URG) !== 0) parts.push(`urg ${tcp.urgentPointer}`)
    if (tcp.options.length > 0) parts.push(`options [${tcp.options.map((option) => optionText(option, sackBase)).join(',')}]`)
    parts.push(`length ${dataBytes}`)
    const isHttp = HTTP_PORTS.has(tcp.sourcePort) || HTTP_PORTS.has(tcp.destinationPort)
    const inside = bytes.subarray(offset + tcp.headerBytes, end)
    const isReset = (tcp.flags & FLAG_RST) !== 0 && verbosity > 0
    const data = dataBytes === 0 ? '' : isReset ? resetText(inside) : isHttp ? httpText(inside, verbosity) : ''
    return `${ends} ${parts.join(', ')}${data}`
  }

  private relative(ip: Ipv4Header, tcp: TcpHeader): RelativeNumbers {
    const { sequence, acknowledgment, flags, sourcePort, destinationPort } = tcp
    if ((flags & FLAG_ACK) === 0 || this.options.absoluteSequence === true) return { sequence, acknowledgment, sackBase: 0 }
    const isReverse = sourcePort > destinationPort || (sourcePort === destinationPort && ip.source > ip.destination)
    const ends = [`${ip.source}.${sourcePort}`, `${ip.destination}.${destinationPort}`]
    const key = (isReverse ? ends.reverse() : ends).join(' ')
    const known = this.known.get(key)
    if (!known || (flags & FLAG_SYN) !== 0) {
      const before = acknowledgment - 1
      this.known.set(key, isReverse ? { sequence: before, acknowledgment: sequence } : { sequence, acknowledgment: before })
      return { sequence, acknowledgment, sackBase: before }
    }
    const [own, other] = isReverse ? [known.acknowledgment, known.sequence] : [known.sequence, known.acknowledgment]
    return { sequence: (sequence - own) >>> 0, acknowledgment: (acknowledgment - other) >>> 0, sackBase: other }
  }
}

/** Numbers as they are printed, and what those of a SACK option are relative to: the other end's initial number. */
interface RelativeNumbers {
  readonly sequence: number
  readonly acknowledgment: number
  readonly sackBase: number
}

function flagLetters(flags: number): string {
  const letters = Array.from(FLAG_LETTERS).filter((_, bit) => ((flags >>> bit) & 1) === 1)
  return letters.length === 0 ? 'none' : letters.join('')
}

function checksumText(ip: Ipv4Header, payload: Payload, checksum: number): string {
  const sum = transportSum(ip, payload.bytes, payload.offset, payload.offset + payload.length)
  return `cksum ${hex(checksum)} (${sum === 0 ? 'correct' : `incorrect -> ${hex(rightChecksum(checksum, sum))}`})`
}

function optionText(option: TcpOption, sackBase: number): string {
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
    case TCP_OPTION.sack:
      return sackText(view, sackBase)
    default:
      return `unknown-${option.kind}`
  }
}

/** A reset may say why, in up to thirty characters (RFC 1122 §4.2.2.12): ` [RST reason]`. */
function resetText(data: Uint8Array): string {
  const more = data.length > MAX_RESET_BYTES ? '+' : ''
  return ` [RST${more} ${Array.from(data.subarray(0, MAX_RESET_BYTES), visible).join('')}]`
}

/** fn_print_char: `M-` before what is not ASCII, `^` before what is not printable. */
function visible(byte: number): string {
  const ascii = byte & 0x7f
  const printable = ascii >= 0x20 && ascii < 0x7f
  return `${byte > 0x7f ? 'M-' : ''}${printable ? '' : '^'}${String.fromCharCode(printable ? ascii : ascii ^ 0x40)}`
}

/** `sack 1 {2897:3001}`: how many blocks, and each from its left to its right edge. */
function sackText(view: DataView, base: number): string {
  const blocks = Array.from({ length: Math.floor(view.byteLength / SACK_BLOCK_BYTES) }, (_, i) => i * SACK_BLOCK_BYTES)
  const edges = blocks.map((at) => `{${(view.getUint32(at) - base) >>> 0}:${(view.getUint32(at + 4) - base) >>> 0}}`)
  return `sack ${blocks.length} ${edges.join('')}`
}
