import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deriveNetwork } from '../calico/derive-network'
import { readLab } from '../import/read-lab'
import { ping } from '../shell/ping/ping'
import { Trace } from '../trace/trace'
import type { CapturedFrame, CaptureSocket } from './capture-api'
import type { Program } from './kernel-api'
import { createSimulation } from './simulation'
import type { Simulation } from './simulation-api'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')
const SILENT = { stdout: () => undefined, stderr: () => undefined }

function openLab(): Simulation {
  const { cluster } = readLab([{ name: 'two-subnets.yaml', text: LAB }])
  if (!cluster) throw new Error('lab refused')
  return createSimulation(deriveNetwork(cluster), { seed: 1, record: true })
}

interface Watched {
  readonly frames: CapturedFrame[]
  socket?: CaptureSocket
}

/** Keeps what it hears; without `reads` it never takes anything from its queue. */
function watcher(into: Watched, link: string | undefined, reads = true): Program {
  return function* (system) {
    const opened = system.openCapture({ ...(link === undefined ? {} : { link }), snapshotBytes: 262144, accepts: () => true })
    if (!opened.ok) return 1
    into.socket = opened.value
    try {
      for (;;) {
        if (!reads) yield { untilNs: Infinity }
        yield { untilNs: Infinity, sockets: [opened.value], isAside: true }
        for (let frame = opened.value.receive(); frame !== undefined; frame = opened.value.receive()) into.frames.push(frame)
      }
    } finally {
      opened.value.close()
    }
  }
}

const idle: Program = function* () {
  yield { untilNs: Infinity }
  return 0
}

function pingAcross(lab: Simulation, ...options: readonly string[]): void {
  lab.runToExit(lab.start('pod-w0-b', ping, ['ping', '-c', '2', '-i', '0.3', ...options, '172.16.158.16'], SILENT))
}

function drained(lab: Simulation): Trace {
  const trace = new Trace()
  const { blocks, facts } = lab.drain()
  for (const block of blocks) trace.append(block)
  trace.appendFactChanges(facts)
  return trace
}

function recordedAt(trace: Trace, netns: number, link: string | undefined): readonly string[] {
  const lines: string[] = []
  for (let i = 0; i < trace.entryCount; i++) {
    const entry = trace.entry(i)
    const fact = trace.fact(entry.interfaceId)
    if (!trace.isHop(i) || entry.netns !== netns || fact?.kind !== 'interface' || (link !== undefined && fact.name !== link)) continue
    lines.push(`${entry.timeNs} ${fact.name} ${entry.kind === 'hop.out' ? 'out' : 'in'} ${trace.frameBytes(entry.frame).join(' ')}`)
  }
  return lines
}

function heard({ frames }: Watched): readonly string[] {
  return frames.map(({ atNs, link, packetType, bytes }) => `${atNs} ${link} ${packetType === 'outgoing' ? 'out' : 'in'} ${bytes.join(' ')}`)
}

describe('a capture', () => {
  it.each([['k8s-w0', 'eth0'], ['k8s-w0', 'tunl0'], ['pod-w0-b', 'eth0'], ['router', undefined]])('at %s %s hears what the trace records there', (netns, link) => {
    const lab = openLab()
    const seen: Watched = { frames: [] }
    lab.start(netns, watcher(seen, link), [], SILENT)
    pingAcross(lab, '-s', '12000')
    const index = lab.network.namespaces.findIndex(({ name }) => name === netns)
    expect(seen.frames.length).toBeGreaterThan(3)
    expect(heard(seen)).toEqual(recordedAt(drained(lab), index, link))
  })

  it('changes nothing of what happens, nor when', () => {
    const [alone, watched] = [openLab(), openLab()]
    alone.start('k8s-w0', idle, [], SILENT)
    watched.start('k8s-w0', watcher({ frames: [] }, undefined), [], SILENT)
    for (const lab of [alone, watched]) pingAcross(lab)
    expect(watched.drain().blocks).toEqual(alone.drain().blocks)
    expect(watched.nowNs).toBe(alone.nowNs)
  })

  it('says to whom a frame is addressed', () => {
    const lab = openLab()
    const seen: Watched = { frames: [] }
    lab.start('k8s-w0', watcher(seen, undefined), [], SILENT)
    pingAcross(lab)
    const types = new Set(seen.frames.map(({ link, packetType }) => `${link.replace(/^cali.*/, 'veth')} ${packetType}`))
    expect([...types].sort()).toEqual(['eth0 host', 'eth0 outgoing', 'tunl0 host', 'tunl0 outgoing', 'veth broadcast', 'veth host', 'veth outgoing'])
  })

  it('ends with Ctrl-C', () => {
    const lab = openLab()
    const seen: Watched = { frames: [] }
    const process = lab.start('k8s-w0', watcher(seen, 'eth0'), [], SILENT)
    lab.runUntil(1)
    lab.interrupt(process)
    pingAcross(lab)
    expect(process.exitStatus).toBe(130)
    expect(seen.socket?.counts).toEqual({ received: 0, dropped: 0 })
  })

  it('drops what nobody reads once its ring is full, and counts it', () => {
    const lab = openLab()
    const seen: Watched = { frames: [] }
    lab.start('k8s-w0', watcher(seen, undefined, false), [], SILENT)
    lab.runUntil(1)
    pingAcross(lab, '-c', '40', '-s', '30000')
    const { received, dropped } = seen.socket?.counts ?? { received: 0, dropped: 0 }
    expect(dropped).toBeGreaterThan(0)
    let keptBytes = 0
    let kept = 0
    for (let frame = seen.socket?.receive(); frame; frame = seen.socket?.receive()) {
      keptBytes += frame.bytes.length
      kept++
    }
    expect(kept + dropped).toBe(received)
    expect(keptBytes).toBeGreaterThan(2_000_000)
    expect(keptBytes).toBeLessThanOrEqual(2 * 1024 * 1024)
  })

  it('goes on when the lab is derived anew, unless its interface is gone', () => {
    const lab = openLab()
    const [onNic, onTunnel]: Watched[] = [{ frames: [] }, { frames: [] }]
    const { cluster } = readLab([{ name: 'two-subnets.yaml', text: LAB.replace('ipipMode: Always', 'ipipMode: Never') }])
    if (!onNic || !onTunnel || !cluster) throw new Error('lab refused')
    lab.start('k8s-w0', watcher(onNic, 'eth0'), [], SILENT)
    lab.start('k8s-w0', watcher(onTunnel, 'tunl0', false), [], SILENT)
    lab.runUntil(1)
    lab.reload(deriveNetwork(cluster))
    pingAcross(lab)
    expect(onNic.frames.length).toBeGreaterThan(3)
    expect(onTunnel.socket?.isGone).toBe(true)
    expect(onNic.socket?.isGone).toBe(false)
  })
})
