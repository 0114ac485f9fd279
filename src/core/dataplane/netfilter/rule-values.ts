import { networkOf, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import type { PortRange } from './rule-spec'

/** `a.b.c.d` or `a.b.c.d/n`; host bits are cut off, as iptables does. */
export function parseAddressOrPrefix(text: string): Ipv4Prefix | undefined {
  const [addressText = '', lengthText = '32'] = text.split('/')
  const address = parseIpv4(addressText)
  const prefixLength = Number(lengthText)
  if (address === undefined || !/^\d{1,2}$/.test(lengthText) || prefixLength > 32) return undefined
  return { network: networkOf(address, prefixLength), prefixLength }
}

export function parseMark(text: string): { value: number; mask: number } | undefined {
  const [valueText = '', maskText] = text.split('/')
  const value = Number(valueText)
  const mask = maskText === undefined ? 0xffffffff : Number(maskText)
  const valid = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffffffff
  return valueText !== '' && valid(value) && valid(mask) ? { value, mask } : undefined
}

export function parsePorts(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text)
  if (!match) return undefined
  const from = Number(match[1])
  const to = match[2] === undefined ? from : Number(match[2])
  return from <= to && to <= 0xffff ? { from, to } : undefined
}
