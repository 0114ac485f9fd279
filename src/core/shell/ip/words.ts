import { parseIpv4, parseIpv4Prefix } from '../../wire/ipv4-address'
import type { Ipv4, Ipv4Prefix } from '../../wire/ipv4-address'
import { parseMac } from '../../wire/mac-address'
import type { Mac } from '../../wire/mac-address'

/** An `ip` command that cannot be done; caught once, in ip.ts, and printed as iproute2 does. */
export class IpFailure extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

/** Ends the command as iproute2's invarg does. */
export function invalidArgument(explanation: string, argument: string): never {
  throw new IpFailure(`Error: argument "${argument}" is wrong: ${explanation}\n\n`, 255)
}

/** A word of iproute2's grammar that is real but not modelled here: refused by name, with what does its work where something does. */
export function notModelled(what: string, instead?: string): never {
  throw new IpFailure(`ip: ${what} is not modelled by Hopscope${instead === undefined ? '' : `; ${instead}`}\n`, 255)
}

/** A word that stands where iproute2 expects the object's own name once more. */
export function garbage(keyword: string, word: string): never {
  throw new IpFailure(`Error: either "${keyword}" is duplicate, or "${word}" is a garbage.\n`, 255)
}

/** The arguments of an `ip` command, read one by one. */
export class Words {
  private next = 0

  constructor(private readonly words: readonly string[]) {}

  get isEmpty(): boolean {
    return this.next >= this.words.length
  }

  /** The next word without taking it. */
  peek(): string | undefined {
    return this.words[this.next]
  }

  take(): string | undefined {
    return this.words[this.next++]
  }

  /** The value of the keyword just taken; missing ones end the command. */
  value(): string {
    const word = this.take()
    if (word === undefined) throw new IpFailure('Command line is not complete. Try option "help"\n', 255)
    return word
  }

  /** All that are left, taken. */
  rest(): readonly string[] {
    const words = this.words.slice(this.next)
    this.next = this.words.length
    return words
  }

  /** Whether the word is among those not yet taken. */
  includes(word: string): boolean {
    return this.words.includes(word, this.next)
  }

  /** Takes the next word when it is one of these. */
  takeIf(...choices: readonly string[]): boolean {
    const word = this.peek()
    if (word === undefined || !choices.includes(word)) return false
    this.next++
    return true
  }
}

/** iproute2 takes any abbreviation of a verb or object; the first of `choices` that fits wins. */
export function matchAbbreviation<const T extends string>(word: string, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice.startsWith(word))
}

export function addressWord(word: string): Ipv4 {
  const address = parseIpv4(word)
  if (address === undefined) throw new IpFailure(`Error: inet address is expected rather than "${word}".\n`, 1)
  return address
}

/** `default`, `a.b.c.d/n`, or an address for a /32. */
export function prefixWord(word: string): Ipv4Prefix {
  if (word === 'default' || word === 'all' || word === 'any') return { network: 0 as Ipv4, prefixLength: 0 }
  const address = parseIpv4(word)
  if (address !== undefined) return { network: address, prefixLength: 32 }
  const prefix = parseIpv4Prefix(shortened(word))
  if (prefix) return prefix
  const [addressText = '', lengthText = ''] = word.split('/')
  const hasHostBits = parseIpv4(addressText) !== undefined && /^\d{1,2}$/.test(lengthText) && Number(lengthText) <= 32
  if (hasHostBits) throw new IpFailure('Error: Invalid prefix for given prefix length.\n', 2)
  throw new IpFailure(`Error: any valid prefix is expected rather than "${word}".\n`, 1)
}

/** `10.16/16` is 10.16.0.0/16 (get_addr_ipv4 fills up from the left). */
function shortened(word: string): string {
  const [address = '', length] = word.split('/')
  if (length === undefined || !/^\d{1,3}(\.\d{1,3}){0,2}$/.test(address)) return word
  return `${[...address.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${length}`
}

export function macWord(word: string): Mac {
  const mac = parseMac(word)
  if (mac === undefined) throw new IpFailure(`"${word}" is invalid lladdr.\n`, 1)
  return mac
}

export function numberWord(word: string, what: string): number {
  const value = Number(word)
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(word) || value > 0xffff_ffff) invalidArgument(what === 'mtu' ? 'Invalid "mtu" value' : `"${what}" value is invalid`, word)
  return value
}
