import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { IP_PROTOCOL } from '../../wire/ipv4'
import { maskOf } from '../../wire/ipv4-address'
import type { Mac } from '../../wire/mac-address'
import { servicePort } from '../service-names'
import type { PacketTests } from './packet-tests'
import { anyOf, or } from './predicate'
import type { Predicate } from './predicate'
import { PROTOCOL_SCTP, etherTypeNumber, protocolNumber } from './qualifiers'
import type { Protocol, QualifiedKind, Qualifiers } from './qualifiers'

const LARGEST_PORT = 65535
const LOCALHOST = 0x7f000001
/** Link types with MAC addresses, in libpcap's words. */
const WITH_MACS = 'ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel'

/** A primitive with a number: `host 10`, `port 80`, `ip proto 4` (gen_ncode). The error is libpcap's text. */
export function ofNumber(tests: PacketTests, value: number, { protocol, direction, kind }: Qualifiers): Result<Predicate, string> {
  switch (kind) {
    case 'port':
    case 'portrange':
      return portsOf(tests, value, value, protocol, direction, kind)
    case 'proto':
      return protocolOf(tests, value, protocol)
    default:
      return protocol === 'link' ? err('illegal link layer address') : hostOf(tests, ...(kind === 'net' ? shortNet(value) : ([value, 0xffffffff] as const)), { protocol, direction, kind })
  }
}

/** `net 10` is 10.0.0.0/8: bytes that are not given are the last ones. */
function shortNet(value: number): readonly [address: number, mask: number] {
  let [address, mask] = [value, 0xffffffff]
  while (address !== 0 && address < 0x0100_0000) {
    address *= 256
    mask = (mask << 8) >>> 0
  }
  return [address, mask]
}

/** A primitive with an address of two to four bytes. */
export function ofDotted(tests: PacketTests, text: string, qualifiers: Qualifiers): Result<Predicate, string> {
  if (!takesAddress(qualifiers.kind)) return err(`'${qualifiers.kind}' modifier applied to ip host`)
  if (qualifiers.protocol === 'link') return err('illegal link layer address')
  const address = readAddress(text)
  if (address === undefined) return err(`invalid IPv4 address '${text}'`)
  return hostOf(tests, address.value, maskOf(address.bits), qualifiers)
}

/** An address with the length of its mask, `10.0.0.0/8`, or with the mask itself (gen_mcode). */
export function ofMasked(tests: PacketTests, text: string, mask: { readonly length: number } | { readonly text: string }, qualifiers: Qualifiers): Result<Predicate, string> {
  const address = readAddress(text)
  if (address === undefined) return err(`invalid IPv4 address '${text}'`)
  const bits = 'length' in mask ? mask.length : undefined
  if (bits !== undefined && bits > 32) return err('mask length must be <= 32')
  const given = 'text' in mask ? readAddress(mask.text) : undefined
  if ('text' in mask && given === undefined) return err(`invalid IPv4 address '${mask.text}'`)
  const maskValue = given?.value ?? maskOf(bits ?? 32)
  if ((address.value & ~maskValue) !== 0) return err(`non-network bits set in "${'text' in mask ? `${text} mask ${mask.text}` : `${text}/${mask.length}`}"`)
  if (qualifiers.kind !== 'net') return err('Mask syntax for networks only')
  return hostOf(tests, address.value, maskValue, qualifiers)
}

/** Bytes that are missing at the end are zero, and not compared. */
function readAddress(text: string): { readonly value: number; readonly bits: number } | undefined {
  const parts = text.split('.').map((part) => (/^0\d/.test(part) ? parseInt(part, 8) : Number(part)))
  if (parts.some((part) => !(part <= 255))) return undefined
  const value = parts.reduce((sum, part, i) => sum + part * 2 ** (24 - 8 * i), 0)
  return { value, bits: parts.length * 8 }
}

export function ofMac(tests: PacketTests, mac: Mac, { protocol, direction, kind }: Qualifiers): Result<Predicate, string> {
  if (protocol !== 'link' || (kind !== 'host' && kind !== 'default')) return err('ethernet address used in non-ether expression')
  return tests.isEthernet ? ok(tests.mac(mac, direction)) : err(`ethernet addresses supported only on ${WITH_MACS}`)
}

/** A primitive with a name: of a port or a protocol; no hosts but localhost have names here (gen_scode). */
export function ofName(tests: PacketTests, name: string, qualifiers: Qualifiers): Result<Predicate, string> {
  const { protocol, direction, kind } = qualifiers
  switch (kind) {
    case 'port':
      return portNamed(tests, name, qualifiers)
    case 'portrange': {
      const [first = NaN, last = first] = name.split('-').slice(0, 2).map((text) => (/^\d+$/.test(text) ? Number(text) : (servicePort(text)?.port ?? NaN)))
      return Number.isNaN(first + last) ? err(`unknown port in range '${name}'`) : portsOf(tests, Math.min(first, last), Math.max(first, last), protocol, direction, kind)
    }
    case 'proto': {
      const number = protocol === 'link' ? etherTypeNumber(name) : protocolNumber(name)
      return number === undefined ? err(`unknown ${protocol === 'link' ? 'ether' : 'ip'} proto '${name}'`) : protocolOf(tests, number, protocol)
    }
    case 'net':
      return err(`unknown network '${name}'`)
    default:
      if (protocol === 'link') return err(tests.isEthernet ? `unknown ether host '${name}'` : `only ${WITH_MACS} supports link-level host name`)
      return name === 'localhost' ? hostOf(tests, LOCALHOST, 0xffffffff, qualifiers) : err(`unknown host '${name}'`)
  }
}

function portNamed(tests: PacketTests, name: string, { protocol, direction }: Qualifiers): Result<Predicate, string> {
  if (!hasPorts(protocol)) return err("illegal qualifier of 'port'")
  const found = servicePort(name)
  if (found === undefined) return err(`unknown port '${name}'`)
  const { port, protocols } = found
  if ((protocol === 'tcp' || protocol === 'udp') && protocols !== 'both' && protocols !== protocol) return err(`port '${name}' is ${protocols}`)
  return portsOf(tests, port, port, protocol === 'default' && protocols !== 'both' ? protocols : protocol, direction, 'port')
}

function portsOf(tests: PacketTests, first: number, last: number, protocol: Protocol, direction: Qualifiers['direction'], kind: 'port' | 'portrange'): Result<Predicate, string> {
  if (!hasPorts(protocol)) return err(`illegal qualifier of '${kind}'`)
  const tooLarge = [first, last].find((port) => port > LARGEST_PORT)
  if (tooLarge !== undefined) return err(`illegal port number ${tooLarge} > 65535`)
  const number = { default: undefined, tcp: IP_PROTOCOL.tcp, udp: IP_PROTOCOL.udp, sctp: PROTOCOL_SCTP }[protocol]
  return ok(tests.ports(first, last, number, direction))
}

function hasPorts(protocol: Protocol): protocol is 'default' | 'tcp' | 'udp' | 'sctp' {
  return protocol === 'default' || protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp'
}

function takesAddress(kind: QualifiedKind): boolean {
  return kind === 'default' || kind === 'host' || kind === 'net'
}

/** gen_host: without a protocol, in IPv4, ARP and RARP. */
function hostOf(tests: PacketTests, address: number, mask: number, { protocol, direction, kind }: Qualifiers): Result<Predicate, string> {
  if (protocol === 'default') return ok(anyOf(...(['ip', 'arp', 'rarp'] as const).map((one) => tests.address(one, address, mask, direction))))
  if (protocol === 'ip' || protocol === 'arp' || protocol === 'rarp') return ok(tests.address(protocol, address, mask, direction))
  const what = kind === 'net' ? 'net' : 'host'
  if (protocol === 'link') return err(`link-layer modifier applied to ${what}`)
  return err(`'${protocol}' modifier applied to ${protocol === 'ip6' ? 'ip host' : what}`)
}

/** gen_proto. */
function protocolOf(tests: PacketTests, number: number, protocol: Protocol): Result<Predicate, string> {
  switch (protocol) {
    case 'default':
      return ok(or(tests.ipProtocol(number), tests.ip6Protocol(number)))
    case 'ip':
      return ok(tests.ipProtocol(number))
    case 'ip6':
      return ok(tests.ip6Protocol(number))
    case 'link':
      return ok(tests.etherType(number))
    case 'arp':
    case 'rarp':
      return err(`${protocol} does not encapsulate another protocol`)
    default:
      return err(`'${protocol} proto' is bogus`)
  }
}
