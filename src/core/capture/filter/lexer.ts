import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Mac } from '../../wire/mac-address'
import { PROTOCOLS } from './qualifiers'
import type { Protocol } from './qualifiers'

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  /** Two to four numbers with dots between them. */
  | { readonly kind: 'dotted'; readonly text: string }
  | { readonly kind: 'mac'; readonly mac: Mac }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'protocol'; readonly protocol: Exclude<Protocol, 'default'> }
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'symbol'; readonly symbol: string }
  /** Refuses the expression once it is reached: tcpdump's text. */
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'end' }

export type Word = (typeof WORDS)[number]

const WORDS = ['src', 'dst', 'host', 'net', 'mask', 'port', 'portrange', 'proto', 'gateway', 'less', 'greater', 'broadcast', 'multicast', 'and', 'or', 'not', 'len', 'inbound', 'outbound'] as const

const SAME_WORDS: Readonly<Record<string, Word>> = { length: 'len', '&&': 'and', '||': 'or', '!': 'not' }
const SAME_PROTOCOLS: Readonly<Record<string, Exclude<Protocol, 'default'>>> = { ether: 'link', link: 'link' }

/** Words of libpcap's grammar that Hopscope's has not: they would be names otherwise, and refused with a riddle. */
const ABSENT: ReadonlySet<string> = new Set([
  'protochain', 'vlan', 'mpls', 'pppoed', 'pppoes', 'geneve', 'ifindex', 'ifname', 'on', 'byte', 'llc', 'gateway6', 'ppp', 'slip', 'fddi', 'tr', 'wlan',
  'atalk', 'aarp', 'decnet', 'lat', 'sca', 'moprc', 'mopdl', 'iso', 'esis', 'isis', 'clnp', 'stp', 'ipx', 'netbeui', 'igrp', 'carp', 'radio', 'vxlan',
])

/** Offsets and values by name (pcap-filter(7)). */
const NUMBERS: Readonly<Record<string, number>> = {
  icmptype: 0, icmpcode: 1, 'icmp-echoreply': 0, 'icmp-unreach': 3, 'icmp-sourcequench': 4, 'icmp-redirect': 5, 'icmp-echo': 8, 'icmp-routeradvert': 9,
  'icmp-routersolicit': 10, 'icmp-timxceed': 11, 'icmp-paramprob': 12, 'icmp-tstamp': 13, 'icmp-tstampreply': 14, 'icmp-ireq': 15, 'icmp-ireqreply': 16,
  'icmp-maskreq': 17, 'icmp-maskreply': 18, tcpflags: 13, 'tcp-fin': 1, 'tcp-syn': 2, 'tcp-rst': 4, 'tcp-push': 8, 'tcp-ack': 16, 'tcp-urg': 32,
  'tcp-ece': 64, 'tcp-cwr': 128,
}

const SPACE = /[ \t\r\n]+/y
const MAC = /[0-9a-f]{1,2}([:.-])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){4}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|[0-9a-f]{12}/iy
const DOTTED = /(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){1,3}/iy
const NUMBER = /0x[0-9a-f]+|\d+/iy
const NAME = /[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/y
const ESCAPED = /\\[^ !()\n\t]+/y
const SYMBOL = />=|<=|!=|==|<<|>>|&&|\|\||[-+*/%:[\]!<>()&|^=]/y
const COLONED = /(?:[0-9a-f]{0,4}:){2,}[0-9a-f.]*/iy

const SYNTAX_ERROR = "can't parse filter expression: syntax error"

/** Splits an expression as libpcap's scanner does: the longest match counts. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const space = matchAt(SPACE, text, at)
    if (space !== '') {
      at += space.length
      continue
    }
    const token = tokenAt(text, at)
    if (!token.ok) return [...tokens, { kind: 'error', error: token.error }]
    tokens.push(token.value.token)
    at += token.value.length
  }
  return [...tokens, { kind: 'end' }]
}

interface Found {
  readonly token: Token
  readonly length: number
}

function tokenAt(text: string, at: number): Result<Found, string> {
  const symbol = matchAt(SYMBOL, text, at)
  if (symbol !== '') return ok(found(symbolToken(symbol), symbol))
  const escaped = matchAt(ESCAPED, text, at)
  if (escaped !== '') return ok(found({ kind: 'name', text: escaped.slice(1) }, escaped))
  const [mac, dotted, number, name, coloned] = [MAC, DOTTED, NUMBER, NAME, COLONED].map((pattern) => matchAt(pattern, text, at)) as [string, string, string, string, string]
  const longest = Math.max(number.length, dotted.length, mac.length, name.length, coloned.length)
  if (longest === 0) return err(SYNTAX_ERROR)
  if (number.length === longest) return numberToken(number)
  if (dotted.length === longest) return ok(found({ kind: 'dotted', text: dotted }, dotted))
  if (mac.length === longest) return ok(found({ kind: 'mac', mac: readMac(mac) }, mac))
  if (name.length === longest) return nameToken(name)
  return err(`Hopscope's tcpdump has no IPv6 addresses: ${coloned}`)
}

function found(token: Token, text: string): Found {
  return { token, length: text.length }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function symbolToken(symbol: string): Token {
  const word = SAME_WORDS[symbol]
  return word === undefined ? { kind: 'symbol', symbol: symbol === '==' ? '=' : symbol } : { kind: 'word', word }
}

function numberToken(text: string): Result<Found, string> {
  const isOctal = /^0\d/.test(text)
  if (isOctal && /[89]/.test(text)) return err(`number ${text} contains non-octal digit`)
  const value = isOctal ? parseInt(text, 8) : Number(text)
  return value > 0xffffffff ? err(`number ${text} overflows 32 bits`) : ok(found({ kind: 'number', value }, text))
}

function nameToken(text: string): Result<Found, string> {
  if (Object.hasOwn(NUMBERS, text)) return ok(found({ kind: 'number', value: NUMBERS[text] ?? 0 }, text))
  const word = WORDS.find((one) => one === text) ?? (Object.hasOwn(SAME_WORDS, text) ? SAME_WORDS[text] : undefined)
  if (word !== undefined) return ok(found({ kind: 'word', word }, text))
  const protocol = Object.hasOwn(SAME_PROTOCOLS, text) ? SAME_PROTOCOLS[text] : isProtocol(text) ? text : undefined
  if (protocol !== undefined) return ok(found({ kind: 'protocol', protocol }, text))
  if (ABSENT.has(text)) return err(`Hopscope's filters have no '${text}'; ${hintFor(text)}`)
  return ok(found({ kind: 'name', text }, text))
}

function isProtocol(text: string): text is keyof typeof PROTOCOLS {
  return Object.hasOwn(PROTOCOLS, text)
}

function hintFor(word: string): string {
  if (word === 'vxlan') return "'udp port 4789' finds VXLAN, and its inner packets are seen on vxlan.calico"
  if (word === 'protochain') return "'ip proto 4' finds IPIP, and its inner packets are seen on tunl0"
  return 'they have host, net, port, portrange, proto, ether, ip, arp, icmp, tcp, udp, broadcast, multicast, less, greater, len and bytes such as ip[8]'
}

function readMac(text: string): Mac {
  const parts = text.split(/[:.-]/)
  const widthOfPart = parts.length === 6 ? 2 : parts.length === 3 ? 4 : 12
  return parseInt(parts.map((part) => part.padStart(widthOfPart, '0')).join(''), 16) as Mac
}
