import type { System } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { EchoAnswer, EchoFailure } from '../echo'
import { icmpErrorText } from './icmp-text'
import type { PingOptions } from './options'
import { formatRoundTrip } from './round-trip'

/** What `ping` prints as it goes (iputils, ping.c and ping_common.c): a line for each answer, or the dots of a flood. */
export class PingOutput {
  constructor(
    private readonly system: System,
    private readonly options: PingOptions,
  ) {}

  /** The descriptors are those of a ping that opened nothing before its two sockets. */
  opened(): void {
    const { verbose, onlyIpv4, hostname } = this.options
    if (!verbose) return
    const ipv6 = onlyIpv4 ? 'sock6.fd: -1 (socktype: 0)' : 'sock6.fd: 4 (socktype: SOCK_RAW)'
    this.system.stderr(`ping: sock4.fd: 3 (socktype: SOCK_RAW), ${ipv6}, hints.ai_family: ${onlyIpv4 ? 'AF_INET' : 'AF_UNSPEC'}\n\n`)
    this.system.stdout(`ai->ai_family: AF_INET, ai->ai_canonname: '${hostname}'\n`)
  }

  heading(): void {
    const { hostname, destination, dataBytes, source, link } = this.options
    const from = source ?? (link === undefined ? undefined : this.sourceOn(link))
    const origin = from === undefined ? '' : `from ${formatIpv4(from)} ${link ?? ''}: `
    this.system.stdout(`PING ${hostname} (${formatIpv4(destination)}) ${origin}${dataBytes}(${dataBytes + 28}) bytes of data.\n`)
  }

  private sourceOn(link: string): number | undefined {
    const answer = this.system.routeGet({ to: this.options.destination, outLink: link })
    return answer.ok ? answer.value.source : undefined
  }

  /** Said before the next request, also by a quiet ping. */
  outstanding(sequence: number): void {
    this.system.stdout(`${this.date()}no answer yet for icmp_seq=${sequence & 0xffff}\n`)
  }

  sent(): void {
    if (this.options.flood && !this.options.quiet) this.system.stdout('.')
  }

  reply(reply: EchoAnswer & { readonly kind: 'reply' }, roundTripUs: number | undefined, isDuplicate: boolean): void {
    const { quiet, flood, verbose } = this.options
    if (quiet) return
    if (flood) return this.system.stdout('\b \b')
    const time = roundTripUs === undefined ? '' : ` time=${formatRoundTrip(roundTripUs)} ms`
    const identifier = verbose ? ` ident=${this.system.pid & 0xffff}` : ''
    const line = `${reply.icmpBytes} bytes from ${formatIpv4(reply.from)}: icmp_seq=${reply.sequence}${identifier} ttl=${reply.ttl}${time}`
    this.system.stdout(`${this.date()}${line}${isDuplicate ? ' (DUP!)' : ''}\n`)
  }

  /** Another way is better, says a host on this one (ping4_parse_reply): the request went on, and its reply is waited for. */
  redirect({ from, sequence, type, code, rest }: EchoFailure): void {
    if (this.options.quiet || this.options.flood) return
    this.system.stdout(`${this.date()}From ${formatIpv4(from)}: icmp_seq=${sequence} ${icmpErrorText(type, code, rest)}\n`)
  }

  /** An error of a host on the way. */
  error(error: EchoFailure): void {
    if (this.options.quiet) return
    if (this.options.flood) return this.system.stdout('\bE')
    this.system.stdout(`${this.date()}From ${formatIpv4(error.from)} icmp_seq=${error.sequence} ${icmpErrorText(error.type, error.code, error.rest)}\n`)
  }

  /** This host itself does not send it. */
  tooLong(mtuBytes: number): void {
    if (this.options.quiet) return
    if (this.options.flood) return this.system.stdout('E')
    this.system.stderr(`ping: local error: message too long, mtu=${mtuBytes}\n`)
  }

  private date(): string {
    if (!this.options.dated) return ''
    const us = Math.floor(this.system.nowNs() / 1000)
    return `[${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}] `
  }
}
