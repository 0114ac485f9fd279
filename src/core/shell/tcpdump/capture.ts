import { ARPHRD, cookedPacket } from '../../capture/cooked'
import { compileFilter } from '../../capture/filter/filter'
import type { PacketFilter } from '../../capture/filter/filter'
import { LINK_TYPES } from '../../capture/link-type'
import type { LinkType } from '../../capture/link-type'
import type { CapturedFrame, CaptureSocket } from '../../engine/capture-api'
import type { System, Wait } from '../../engine/kernel-api'
import { wiresharkHint } from './from-wireshark'
import { captureInterfaces } from './interfaces'
import type { TcpdumpRequest } from './options'
import { PacketOutput } from './packet-output'

/** What is captured on: a link, or all of them together. */
interface Place {
  readonly name: string
  readonly link: string | undefined
  readonly linkType: LinkType
}

const HARDWARE = { ethernet: ARPHRD.ethernet, vxlan: ARPHRD.ethernet, loopback: ARPHRD.loopback, ipip: ARPHRD.tunnel, wireguard: ARPHRD.none } as const

/** Captures until Ctrl-C, or until there are as many packets as were asked for. Exit status 1: it could not, or no longer can. */
export function* capture(system: System, request: TcpdumpRequest): Generator<Wait, number, undefined> {
  const place = placeOf(system, request.link)
  const problem = place === undefined ? 'Invalid adapter index' : problemOf(system, place)
  if (place === undefined || problem !== undefined) return fail(system, problem ?? '')
  if (place.linkType === 'linux-sll2') system.stderr(`tcpdump: data link type ${LINK_TYPES[place.linkType].name}\n`)
  const filter = compileFilter(request.filter, place.linkType, 'live')
  if (!filter.ok) {
    fail(system, filter.error)
    system.stderr(wiresharkHint(request.filter))
    return 1
  }
  const output = new PacketOutput(system, request, place.linkType)
  const opened = system.openCapture({
    ...(place.link === undefined ? {} : { link: place.link }),
    snapshotBytes: request.snapshotBytes,
    accepts: (frame) => isWanted(frame, place, request, filter.value),
  })
  if (!opened.ok) return fail(system, `${place.name}: ${opened.error.code}`)
  const socket = opened.value
  if (!output.open()) {
    socket.close()
    return fail(system, `${request.writeFile ?? ''}: No such file or directory`)
  }
  announce(system, place, request)
  // Ctrl-C is how a capture ends
  system.interruptStatus = 0
  let isInterrupted = true
  try {
    const status = yield* receive(system, socket, { place, output })
    isInterrupted = false
    return status
  } finally {
    socket.close()
    output.close()
    if (isInterrupted && request.prints) system.stdout('\n')
    system.stderr(statistics(output.count, socket))
  }
}

function* receive(system: System, socket: CaptureSocket, { place, output }: { readonly place: Place; readonly output: PacketOutput }): Generator<Wait, number, undefined> {
  for (;;) {
    if (!socket.readable) yield { untilNs: Infinity, sockets: [socket], isAside: true }
    for (let frame = socket.receive(); frame !== undefined; frame = socket.receive()) {
      output.take({ timeNs: frame.atNs, ...packetOf(frame, place) })
      if (output.isFull) return 0
    }
    if (socket.isGone) return fail(system, 'pcap_loop: The interface disappeared')
  }
}

function fail(system: System, problem: string): 1 {
  system.stderr(`tcpdump: ${problem}\n`)
  return 1
}

/** By name, by number in the list of `-D`, or the first of that list; undefined: there is no such number. */
function placeOf(system: System, given: string | undefined): Place | undefined {
  const names = captureInterfaces(system)
  const isKnown = given !== undefined && names.includes(given)
  const name = given === undefined ? names[0] : !isKnown && /^\d+$/.test(given) ? names[Number(given) - 1] : given
  if (name === undefined) return undefined
  if (name === 'any') return { name, link: undefined, linkType: 'linux-sll2' }
  const kind = system.links().find(({ spec }) => spec.name === name)?.spec.kind
  return { name, link: name, linkType: kind === 'ipip' || kind === 'wireguard' ? 'raw-ip' : 'ethernet' }
}

function problemOf(system: System, { name, link }: Place): string | undefined {
  if (link === undefined) return undefined
  const view = system.links().find(({ spec }) => spec.name === link)
  if (view === undefined) return `${name}: No such device exists\n(No such device exists)`
  return view.up ? undefined : `${name}: That device is not up`
}

function isWanted(frame: CapturedFrame, place: Place, { direction }: TcpdumpRequest, filter: PacketFilter): boolean {
  const isOutgoing = frame.packetType === 'outgoing'
  if (direction !== 'inout' && isOutgoing !== (direction === 'out')) return false
  return filter({ ...packetOf(frame, place), isOutgoing })
}

/** The packet as the place's link type has it. */
function packetOf(frame: CapturedFrame, { linkType }: Place): { readonly bytes: Uint8Array; readonly wireBytes: number } {
  if (linkType !== 'linux-sll2') return { bytes: frame.bytes, wireBytes: frame.wireBytes }
  const hasLinkHeader = frame.linkKind !== 'ipip' && frame.linkKind !== 'wireguard'
  const bytes = cookedPacket({ ...frame, hasLinkHeader, hardwareType: HARDWARE[frame.linkKind] })
  return { bytes, wireBytes: frame.wireBytes + bytes.length - frame.bytes.length }
}

function announce(system: System, { name, linkType }: Place, { verbosity, writeFile, snapshotBytes }: TcpdumpRequest): void {
  const { name: typeName, description } = LINK_TYPES[linkType]
  const isTerse = verbosity === 0 && writeFile === undefined
  const before = isTerse ? 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n' : 'tcpdump: '
  system.stderr(`${before}listening on ${name}, link-type ${typeName} (${description}), snapshot length ${snapshotBytes} bytes\n`)
}

function statistics(captured: number, { counts }: CaptureSocket): string {
  return `${packets(captured)} captured\n${packets(counts.received)} received by filter\n${packets(counts.dropped)} dropped by kernel\n`
}

function packets(count: number): string {
  return `${count} packet${count === 1 ? '' : 's'}`
}
