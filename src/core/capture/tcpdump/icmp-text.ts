import { internetChecksum } from '../../wire/checksum'
import { ICMP_HEADER_BYTES, ICMP_TYPE, UNREACHABLE_CODE, isIcmpError, parseIcmp } from '../../wire/icmp'
import { IP_PROTOCOL, parseIpv4Header } from '../../wire/ipv4'
import type { Ipv4Header } from '../../wire/ipv4'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { Naming } from './names'
import type { Payload } from './printer'
import { rightChecksum } from './transport-sum'

/** `ICMP echo request, id 22, seq 1, length 64`, and where the packet lies that an error quotes (print-icmp.c). */
export function icmpText(payload: Payload, verbosity: number, naming: Naming): { readonly line: string; readonly quotedAt: number | undefined } {
  const { bytes, offset, end, length } = payload
  const parsed = parseIcmp(bytes, offset, end)
  if (!parsed.ok) return { line: 'ICMP [|icmp]', quotedAt: undefined }
  const { type, code, rest } = parsed.value
  const quotedAt = isIcmpError(type) ? offset + ICMP_HEADER_BYTES : undefined
  const isAllThere = !payload.isFragment && end - offset >= length
  const sum = verbosity > 0 && isAllThere ? internetChecksum(bytes, offset, offset + length) : 0
  const { checksum } = parsed.value
  const complaint = sum === 0 ? '' : ` (wrong icmp cksum ${checksum.toString(16)} (->${rightChecksum(checksum, sum).toString(16)})!)`
  return { line: `ICMP ${messageText(type, code, rest, payload, naming)}, length ${length}${complaint}`, quotedAt }
}

function messageText(type: number, code: number, rest: number, payload: Payload, naming: Naming): string {
  switch (type) {
    case ICMP_TYPE.echoRequest:
      return `echo request, id ${rest >>> 16}, seq ${rest & 0xffff}`
    case ICMP_TYPE.echoReply:
      return `echo reply, id ${rest >>> 16}, seq ${rest & 0xffff}`
    case ICMP_TYPE.unreachable:
      return unreachableText(code, rest & 0xffff, payload, naming)
    case ICMP_TYPE.timeExceeded:
      return code === 0 ? 'time exceeded in-transit' : 'ip reassembly time exceeded'
    default:
      return `type-#${type}`
  }
}

function unreachableText(code: number, mtuBytes: number, payload: Payload, naming: Naming): string {
  const at = payload.offset + ICMP_HEADER_BYTES
  const parsed = parseIpv4Header(payload.bytes, at, payload.end)
  if (!parsed.ok) return '[|icmp]'
  const destination = formatIpv4(parsed.value.destination)
  switch (code) {
    case UNREACHABLE_CODE.net:
      return `net ${destination} unreachable`
    case UNREACHABLE_CODE.host:
      return `host ${destination} unreachable`
    case UNREACHABLE_CODE.protocol:
      return `${destination} protocol ${parsed.value.protocol} unreachable`
    case UNREACHABLE_CODE.port:
      return portText(parsed.value, destination, { payload, at }, naming)
    case UNREACHABLE_CODE.fragmentationNeeded:
      return `${destination} unreachable - need to frag${mtuBytes > 0 ? ` (mtu ${mtuBytes})` : ''}`
    case UNREACHABLE_CODE.netProhibited:
      return `net ${destination} unreachable - admin prohibited`
    case UNREACHABLE_CODE.hostProhibited:
      return `host ${destination} unreachable - admin prohibited`
    case UNREACHABLE_CODE.adminProhibited:
      return `host ${destination} unreachable - admin prohibited filter`
    default:
      return `${destination} unreachable - #${code}`
  }
}

function portText(quoted: Ipv4Header, destination: string, { payload, at }: { readonly payload: Payload; readonly at: number }, naming: Naming): string {
  const portAt = at + quoted.headerBytes + 2
  const port = ((payload.bytes[portAt] ?? 0) << 8) | (payload.bytes[portAt + 1] ?? 0)
  if (quoted.protocol === IP_PROTOCOL.udp) return `${destination} udp port ${naming.port(port, 'udp')} unreachable`
  if (quoted.protocol === IP_PROTOCOL.tcp) return `${destination} tcp port ${naming.port(port, 'tcp')} unreachable`
  return `${destination} protocol ${quoted.protocol} port ${port} unreachable`
}
