import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { Layer } from '../../src/core/trace/layers'
import type { Topology } from './topology'

/**
 * The kernel recordings, read for tests: a real Linux kernel's packets, outputs and tables, lab by lab.
 * fixtures/kernel/README.md says where they come from and which fields are volatile. Field names are those of the
 * recordings, hence the underscores.
 */
export interface Recording {
  /** `MODE-MTU`, e.g. `ipip-always-9001`. */
  readonly lab: string
  readonly topology: Topology
  /** How to run each flow again, in the order in which they ran; `flows[i]` is what happened in `script[i]`. */
  readonly script: readonly ScriptedFlow[]
  readonly flows: readonly RecordedFlow[]
  /** Text of state commands by file: `k8s-w1.initial`, `k8s-w1.final`, `route-get`, `lsns`. */
  readonly state: Readonly<Record<string, string>>
  /** What tcpdump printed of some flows, by flow: `FLOW` is `tcpdump -nn`, `FLOW.v` is `tcpdump -nn -e -v`. */
  readonly tcpdump: Readonly<Record<string, string>>
  /** Every command that built the lab, in order, with its namespace. */
  readonly setupCommands: string
}

export interface ScriptedFlow {
  readonly flow: string
  /** Faults and their repair, given since the flow before; what they change stays in force until undone. */
  readonly prepare: readonly PrepareCommand[]
  /** All neighbours (not the permanent ones), route exceptions and conntrack entries were emptied, then 0.3 s passed. */
  readonly flush_before: boolean
  readonly steps: readonly ScriptStep[]
  /** Seconds recorded after the last step. */
  readonly settle_s: number
}

export interface PrepareCommand {
  /** A namespace, or `fabric` (ebtables rules in the segments named in `where`). */
  readonly ns: string
  readonly command: string
  readonly where?: readonly string[]
}

export type ScriptStep =
  | { readonly ns: string; readonly command: string }
  | { readonly wait_s: number }
  | { readonly udp: UdpExchange }
  | { readonly tcp: TcpExchange }

interface Exchange {
  readonly client: string
  readonly client_port: number
  readonly server: string
  readonly server_ip: string
  readonly server_port: number
  readonly request_bytes: number
  readonly reply_bytes?: number
  /** False: nobody listens at the server's port. */
  readonly listening: boolean
}

export interface UdpExchange extends Exchange {
  readonly socket: 'connected' | 'unconnected'
  readonly exchanges?: number
}

export interface TcpExchange extends Exchange {
  /** In words: who sends and closes when. */
  readonly order: string
  readonly timeout_s: number
}

export interface RecordedFlow {
  readonly flow: string
  /** Its place in the run, from 1. */
  readonly n: number
  readonly description: string
  readonly flushed_before: boolean
  readonly steps: readonly RanCommand[]
  /** State commands around the flow. */
  readonly before: readonly RanCommand[]
  readonly after: readonly RanCommand[]
  /** Per namespace: SNMP, netstat and device counters that moved, with the amount. */
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Nanoseconds since 1970 as digits: larger than a number holds exactly. They cut the flow out of a capture. */
  readonly t0_epoch_ns: string
  readonly t1_epoch_ns: string
  /** Every packet seen at any capture point, ordered by time. */
  readonly hops: readonly RecordedHop[]
}

export interface RanCommand {
  readonly ns: string
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr?: string
  /** Microseconds from the start of the flow. */
  readonly t_us: number
  readonly duration_us: number
}

export interface RecordedHop {
  readonly ns: string
  readonly iface: string
  /** `out`: the kernel sends it there; `in`: it arrives. */
  readonly dir: 'in' | 'out'
  readonly t_us: number
  /** Bytes with link header; there is none at tunl0 and wireguard.cali. */
  readonly len: number
  /** Number in the capture of that interface, from 1. */
  readonly frame: number
  /** Outermost first. */
  readonly layers: readonly Layer[]
}

/** RECORDINGS names another folder of packed recordings, to hold the engine against labs that are not in the repository. */
const FOLDER = process.env.RECORDINGS ?? join(import.meta.dirname, '..', '..', 'fixtures', 'kernel')
const RECORDING_SUFFIX = '.json.br'

/** Labs of other shapes, recorded in the same way: fixtures/other-labs/README.md. */
const OTHER_LABS = join(import.meta.dirname, '..', '..', 'fixtures', 'other-labs')

/** The recorded labs' names, sorted; `LABS=direct-1500,…` keeps to some. */
export function recordedLabs(): readonly string[] {
  return labsIn(FOLDER)
}

export function otherLabs(): readonly string[] {
  return labsIn(OTHER_LABS)
}

function labsIn(folder: string): readonly string[] {
  const wanted = process.env.LABS?.split(',')
  return readdirSync(folder)
    .filter((file) => file.endsWith(RECORDING_SUFFIX))
    .map((file) => file.slice(0, -RECORDING_SUFFIX.length))
    .filter((lab) => wanted?.includes(lab) ?? true)
    .sort()
}

const loaded = new Map<string, Recording>()

/** One recorded lab, e.g. `loadRecording('ipip-always-9001')`; read once a process, never to be changed. */
export function loadRecording(lab: string): Recording {
  const known = loaded.get(lab)
  if (known) return known
  const folder = recordedLabs().includes(lab) ? FOLDER : OTHER_LABS
  const text = brotliDecompressSync(readFileSync(join(folder, `${lab}${RECORDING_SUFFIX}`))).toString('utf8')
  const recording = JSON.parse(text) as Recording
  loaded.set(lab, recording)
  return recording
}

/** The flow of that name, or an error that lists what there is. */
export function recordedFlow(recording: Recording, name: string): RecordedFlow {
  const flow = recording.flows.find((candidate) => candidate.flow === name)
  if (!flow) throw new Error(`${recording.lab} has no flow ${name}, but ${recording.flows.map((each) => each.flow).join(', ')}`)
  return flow
}

/** The captures of a whole run (nanosecond pcap files) by `NAMESPACE__INTERFACE`. */
export function loadCaptures(lab: string): ReadonlyMap<string, Uint8Array> {
  const bytes = brotliDecompressSync(readFileSync(join(FOLDER, `${lab}.pcap.br`)))
  const indexLength = bytes.readUInt32LE(0)
  const index = JSON.parse(bytes.toString('utf8', 4, 4 + indexLength)) as readonly { readonly name: string; readonly bytes: number }[]
  let offset = 4 + indexLength
  const captures = new Map<string, Uint8Array>()
  for (const { name, bytes: length } of index) {
    captures.set(name, bytes.subarray(offset, offset + length))
    offset += length
  }
  return captures
}
