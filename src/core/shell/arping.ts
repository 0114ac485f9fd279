import type { PacketSocket, Program, System, Wait } from '../engine/kernel-api'
import { ARP_BYTES, ARP_OPERATION, emitArp, parseArp } from '../wire/arp'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, emitEthernet, parseEthernet } from '../wire/ethernet'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAC_BROADCAST, formatMac } from '../wire/mac-address'
import type { Mac } from '../wire/mac-address'
import { ARPING } from './manual/probes'
import { lettersOf, optionErrorText, parseInteger, parseNumber, parseOptions } from './options'
import { iputilsVersion } from './tool-release'
import { unknownHost } from './unknown-host'

const LETTERS = lettersOf(ARPING)
const NS_PER_MS = 1_000_000
const INTERVAL_NS = 1000 * NS_PER_MS

/** `arping` of iputils 20221126: asks by broadcast until an answer comes, then by unicast. Exit status 0 with an answer. */
export const arping: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('arping', parsed.error, LETTERS))
    return 2
  }
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(iputilsVersion('arping', system))
    return 0
  }
  const target = parseIpv4(operands[0] ?? '')
  const linkName = values.get('I')
  const link = system.links().find((view) => view.spec.name === linkName)
  const problem = usageProblem(operands, target, linkName, link !== undefined)
  if (problem !== undefined || target === undefined || link?.spec.kind !== 'ethernet') {
    system.stderr(`arping: ${problem ?? `Interface "${linkName ?? ''}" is not ARPable`}\n`)
    return 2
  }
  const count = parseInteger(values.get('c') ?? '0', 0, 2 ** 31)
  const deadlineSeconds = parseNumber(values.get('w') ?? '0', 0, 2 ** 31)
  if (count === undefined || deadlineSeconds === undefined) {
    system.stderr(`arping: invalid argument: '${values.get(count === undefined ? 'c' : 'w') ?? ''}'\n`)
    return 2
  }
  const source = parseIpv4(values.get('s') ?? '') ?? link.addresses[0]?.address
  if (source === undefined) {
    system.stderr('arping: no source address on the interface\n')
    return 2
  }
  const socket = system.openPacket(link.spec.name)
  if (!socket.ok) {
    system.stderr(`arping: Interface "${link.spec.name}" is down\n`)
    return 2
  }
  const probe = { target, source, sourceMac: link.spec.mac, linkName: link.spec.name, count, deadlineNs: deadlineSeconds * 1e9, keepBroadcast: flags.has('b'), first: flags.has('f'), quiet: flags.has('q') }
  const run = new ArpingRun(system, socket.value, probe)
  try {
    yield* run.loop()
  } finally {
    run.finish()
    socket.value.close()
  }
  return run.received > 0 ? 0 : 1
}

function usageProblem(operands: readonly string[], target: Ipv4 | undefined, linkName: string | undefined, exists: boolean): string | undefined {
  if (operands.length !== 1) return 'usage error: one destination address is required'
  if (target === undefined) return `${operands[0] ?? ''}: ${unknownHost(operands[0] ?? '')}`
  if (linkName === undefined) return 'no interface given: add -I LINK'
  return exists ? undefined : `Interface "${linkName}" not found`
}

interface ArpProbe {
  readonly target: Ipv4
  readonly source: Ipv4
  readonly sourceMac: Mac
  readonly linkName: string
  /** 0: until interrupted. */
  readonly count: number
  /** 0: none. */
  readonly deadlineNs: number
  readonly keepBroadcast: boolean
  readonly first: boolean
  readonly quiet: boolean
}

class ArpingRun {
  received = 0
  private sent = 0
  private broadcasts = 0
  private requestsSeen = 0
  private peer: Mac = MAC_BROADCAST
  private lastSendNs = 0

  constructor(
    private readonly system: System,
    private readonly socket: PacketSocket,
    private readonly probe: ArpProbe,
  ) {
    this.print(`ARPING ${formatIpv4(probe.target)} from ${formatIpv4(probe.source)} ${probe.linkName}\n`)
  }

  *loop(): Generator<Wait, void, undefined> {
    const { count, deadlineNs, first } = this.probe
    const startNs = this.system.nowNs()
    let nextNs = startNs
    for (;;) {
      if (this.system.nowNs() >= nextNs) {
        if (count > 0 && this.sent >= count) return
        this.send()
        nextNs += INTERVAL_NS
      }
      if (!this.socket.readable) yield { untilNs: nextNs, sockets: [this.socket] }
      while (this.socket.readable) this.receive()
      if (first && this.received > 0) return
      if (deadlineNs > 0 && this.system.nowNs() - startNs >= deadlineNs) return
    }
  }

  finish(): void {
    const requests = this.requestsSeen > 0 ? ` (${this.requestsSeen} request(s))` : ''
    this.print(`Sent ${this.sent} probes (${this.broadcasts} broadcast(s))\nReceived ${this.received} response(s)${requests}\n`)
  }

  private send(): void {
    const frame = new Uint8Array(ETHERNET_HEADER_BYTES + ARP_BYTES)
    const { sourceMac, source, target } = this.probe
    emitEthernet({ proto: 'ethernet', destination: this.peer, source: sourceMac, etherType: ETHER_TYPE.arp }, frame, 0)
    const header = { proto: 'arp', operation: ARP_OPERATION.request, senderMac: sourceMac, senderAddress: source, targetMac: this.peer, targetAddress: target } as const
    emitArp(header, frame, ETHERNET_HEADER_BYTES)
    this.lastSendNs = this.system.nowNs()
    this.sent++
    if (this.peer === MAC_BROADCAST) this.broadcasts++
    this.socket.send(frame)
  }

  private receive(): void {
    const received = this.socket.receive()
    if (!received) return
    const ethernet = parseEthernet(received.frame, 0, received.frame.length)
    const arp = parseArp(received.frame, ETHERNET_HEADER_BYTES, received.frame.length)
    if (!ethernet.ok || !arp.ok || ethernet.value.etherType !== ETHER_TYPE.arp) return
    const { operation, senderAddress, senderMac, targetAddress } = arp.value
    if (senderAddress !== this.probe.target || targetAddress !== this.probe.source || senderMac === this.probe.sourceMac) return
    const kind = operation === ARP_OPERATION.reply ? 'reply' : 'request'
    const cast = ethernet.value.destination === MAC_BROADCAST ? 'Broadcast' : 'Unicast'
    const tookUs = Math.floor((received.atNs - this.lastSendNs) / 1000)
    this.received++
    if (kind === 'request') this.requestsSeen++
    const time = `${Math.floor(tookUs / 1000)}.${String(tookUs % 1000).padStart(3, '0')}ms`
    this.print(`${cast} ${kind} from ${formatIpv4(senderAddress)} [${formatMac(senderMac).toUpperCase()}]  ${time}\n`)
    if (!this.probe.keepBroadcast) this.peer = senderMac
  }

  private print(text: string): void {
    if (!this.probe.quiet) this.system.stdout(text)
  }
}
