import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { sentenceText } from '../../../core/explain/sentence'
import { stepTitle } from '../../../core/explain/step-title'
import { inventoryOf } from '../../../core/model/inventory-of'
import type { Inventory } from '../../../core/model/inventory'
import { stepsOf } from '../../../core/scene/steps'
import type { Step } from '../../../core/scene/steps'
import { LabSession } from '../../../core/session/lab-session'
import type { EncapsulationChoice } from '../../../core/model/encapsulation'
import { Trace } from '../../../core/trace/trace'
import { EN } from '../../../core/words/en'
import { byteRange, litAt } from './lit-bytes'
import { shownFrame } from './shown-frame'
import { stepDecisions } from './step-decisions'

/** A ping across the built-in two-subnet lab, simulated for real, as the inspector sees it. */
let trace: Trace
let steps: readonly Step[]
let inventory: Inventory

beforeAll(() => {
  ;({ trace, steps, inventory } = inspected('ping -c 1 172.16.158.16'))
})

function inspected(command: string, mode: EncapsulationChoice['mode'] = 'ipip', before?: string) {
  const text = readFileSync(join(import.meta.dirname, '../../../../public/labs/two-subnets.yaml'), 'utf8')
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text }], { seed: 1 })
  if (!session) throw new Error('the built-in lab does not load')
  session.change({ ...session.settings, mode }, [])
  const prepared = before === undefined ? undefined : session.run('k8s-w0', before)
  const ran = session.run('pod-w0-b', command)
  if (!ran.ok) throw new Error(ran.error)
  const recorded = new Trace()
  for (const part of [...(prepared?.ok ? prepared.value.parts : []), ...ran.value.parts]) {
    for (const block of part.blocks) recorded.append(block)
    recorded.appendFactChanges(part.facts)
  }
  const drawnOn = inventoryOf(session.network)
  return { trace: recorded, inventory: drawnOn, steps: stepsOf(recorded, ran.value.record, drawnOn).filter((step) => !step.chatter) }
}

function positionOf(title: string): number {
  const position = steps.findIndex((step) => step.kind === 'frame' && stepTitle(step, inventory, EN) === title)
  if (position < 0) throw new Error(`no step ${title}`)
  return position
}

describe('the inspector at k8s-w0 eth0', () => {
  it('shows 118 bytes whose envelope goes between the nodes, around the pods’ own packet', () => {
    const frame = shownFrame(trace, steps, positionOf('Leaves k8s-w0 eth0'), inventory)
    const [outer] = frame?.stack.envelope?.headers ?? []
    const [inner] = frame?.stack.inner ?? []
    expect(frame?.bytes.length).toBe(118)
    expect(outer?.ends && [outer.ends.source.text, outer.ends.destination.text]).toEqual(['192.168.20.100', '192.168.10.101'])
    expect(inner?.ends && [inner.ends.source.text, inner.ends.destination.text]).toEqual(['172.16.34.9', '172.16.158.16'])
  })

  it('says what tunl0 added since the packet was last seen', () => {
    const frame = shownFrame(trace, steps, positionOf('Leaves k8s-w0 eth0'), inventory)
    expect(frame?.previous?.interfaceName).toBe('tunl0')
    expect(frame?.changes?.lines.map((line) => `${line.sign} ${line.text}`)).toEqual([
      '+ Ethernet, 14 B: to 02:00:c0:a8:14:01',
      '+ Outer IPv4, 20 B: TTL 63 and DF copied from the inner header',
      '= Inner IPv4, ICMP echo request untouched',
    ])
  })

  it('does the MTU arithmetic of interface and tunnel', () => {
    const frame = shownFrame(trace, steps, positionOf('Leaves k8s-w0 eth0'), inventory)
    expect(frame?.budget).toMatchObject({ mtuBytes: 9001, usedBytes: 104, limitBytes: 8981, verdict: 'Fits: 8,897 B free. The line is tunl0’s own limit: 9,001 − 20 = 8,981.' })
  })

  it('explains both lookups, the inner one first', () => {
    const decisions = stepDecisions(trace, steps, positionOf('Leaves k8s-w0 eth0'), EN)
    expect(decisions?.first).toBe(0)
    expect(decisions?.taken.map((decision) => sentenceText(decision.reason))).toEqual([
      'Two rows match 172.16.158.16. The /24 wins because it is longer than default’s /0, so tunl0 wraps the packet for 192.168.10.101.',
      'One row matches 192.168.10.101: the default route, so it goes out of eth0 to 192.168.20.1.',
    ])
  })
})

describe('the inspector elsewhere', () => {
  it('shows the TTL that k8s-w0 lowered when the packet has crossed it', () => {
    const frame = shownFrame(trace, steps, positionOf('Leaves k8s-w0 tunl0'), inventory)
    expect(frame?.changes?.lines.some((line) => line.sign === '~' && line.text.startsWith('IPv4: TTL 64 → 63'))).toBe(true)
  })

  it('has a decision ahead, and none taken, where the packet has only arrived', () => {
    const decisions = stepDecisions(trace, steps, positionOf('Arrives at router eth-b'), EN)
    expect(decisions?.taken).toEqual([])
    expect(decisions?.ahead?.rows.length).toBeGreaterThan(1)
  })

  it('keeps showing the last frame at a decision, and of a header that is added the frame that has it', () => {
    const at = (entryKind: Step['entryKind']) => shownFrame(trace, steps, steps.findIndex((step) => step.entryKind === entryKind), inventory)
    expect([at('packet.delivered')?.step.interfaceName, at('packet.delivered')?.seen]).toEqual(['eth0', 'before'])
    expect([at('packet.encapsulated')?.bytes.length, at('packet.encapsulated')?.seen]).toEqual([118, 'after'])
  })

  it('finds the same bytes from a field and the same field from its bytes', () => {
    const frame = shownFrame(trace, steps, positionOf('Leaves k8s-w0 eth0'), inventory)
    if (!frame) throw new Error('no frame')
    const ttl = { headerIndex: 1, fieldName: 'ttl' }
    expect(byteRange(frame.headers, ttl)).toEqual({ start: 22, end: 23 })
    expect(litAt(frame.headers, 22)).toEqual(ttl)
    expect(litAt(frame.headers, 5000)).toBeUndefined()
  })

  it('compares a fragment with itself one interface before, and the first of them with the whole packet', () => {
    const cut = inspected('ping -c 1 -s 12000 172.16.158.16')
    const at = (cond: (step: Step) => boolean) => cut.steps.findIndex(cond)
    const arrivals = cut.steps.flatMap((step, position) => (step.interfaceName === 'eth-b' && step.direction === 'in' ? [position] : []))
    expect(arrivals.length).toBeGreaterThanOrEqual(2)
    for (const position of arrivals.slice(0, 2)) {
      const frame = shownFrame(cut.trace, cut.steps, position, cut.inventory)
      expect(frame?.previous?.interfaceName).toBe('eth0')
      expect(frame?.previous?.frame).toBe(frame?.step.frame)
    }
    const first = shownFrame(cut.trace, cut.steps, at((step) => step.kind === 'frame'), cut.inventory)
    expect(first?.previous).toBeUndefined()
  })

  it('says at each interface what its packet’s own way still asks of it, in every mode', () => {
    const verdicts = (mode: EncapsulationChoice['mode']) => {
      const flow = inspected('ping -c 1 172.16.158.16', mode)
      const at = (title: string) => flow.steps.findIndex((step) => step.kind === 'frame' && step.name === 'ICMP echo request' && stepTitle(step, flow.inventory, EN).startsWith(title))
      return ['Leaves pod-w0-b', 'Arrives at k8s-w0 cali', 'Leaves k8s-w0 eth0', 'Arrives at router eth-b'].map((title) => shownFrame(flow.trace, flow.steps, at(title), flow.inventory)?.budget?.verdict.replace(/^Fits: [\d,]+ B free\. ?/, ''))
    }
    expect(verdicts('direct')).toEqual(['', '', '', ''])
    expect(verdicts('ipip')).toEqual(['', 'It goes on into tunl0, which takes 9,001 − 20 = 8,981: fits there too.', 'The line is tunl0’s own limit: 9,001 − 20 = 8,981.', ''])
    expect(verdicts('vxlan')).toEqual(['', 'It goes on into vxlan.calico, which takes 9,001 − 50 = 8,951: fits there too.', 'The line is vxlan.calico’s own limit: 9,001 − 50 = 8,951.', ''])
    expect(verdicts('wireguard')).toEqual(['', 'It goes on into wireguard.cali, which takes 9,001 − 60 = 8,941: fits there too.', 'The line is wireguard.cali’s own limit: 9,001 − 60 = 8,941.', ''])
  })
})

describe('the inspector of a ping in three fragments', () => {
  it('compares what was put together and cut anew with the fragment of the same number', () => {
    const large = inspected('ping -c 1 -s 20000 -M dont 172.16.158.16')
    const sent = large.steps.flatMap((step, position) => (step.kind === 'frame' && step.interfaceName === 'tunl0' && step.direction === 'out' ? [position] : [])).slice(0, 3)
    const frames = sent.map((position) => shownFrame(large.trace, large.steps, position, large.inventory))
    expect(frames.map((frame) => [frame?.step.part?.number, frame?.previous?.part?.number, frame?.previous?.interfaceName])).toEqual([1, 2, 3].map((number) => [number, number, 'cali1e4b888c848']))
    for (const frame of frames) expect(frame?.changes?.lines.map(({ sign, text }) => `${sign} ${text}`).join('; ')).toMatch(/^- Ethernet, 14 B; ~ IPv4: .*TTL 64 → 63/)
  })

  it('keeps showing the fragment that a decision speaks of', () => {
    const large = inspected('ping -c 1 -s 20000 -M dont 172.16.158.16')
    const decided = [...large.steps.entries()].filter(([, step]) => step.kind === 'decision' && step.part !== undefined)
    expect(decided.length).toBeGreaterThan(20)
    for (const [position, { part }] of decided) expect(shownFrame(large.trace, large.steps, position, large.inventory)?.step.part, `step ${position + 1}`).toEqual(part)
  })

  it('tells where a fragment belongs, and one lookup of those that all fragments had', () => {
    const large = inspected('ping -c 1 -s 20000 -M dont 172.16.158.16')
    const atRouter = large.steps.flatMap((step, position) => (step.kind === 'frame' && stepTitle(step, large.inventory, EN) === 'Leaves router eth-a' ? [position] : [])).slice(0, 3)
    const notes = atRouter.map((position) => shownFrame(large.trace, large.steps, position, large.inventory)?.stack.inner[0]?.notes.map(({ label, value }) => `${label} ${value}`))
    expect(notes.map((each) => each?.filter((note) => /^(flags|offset)/.test(note)))).toEqual([['flags MF', 'offset 0'], ['flags MF', 'offset 8960'], ['flags none', 'offset 17920']])
    expect(atRouter.map((position) => stepDecisions(large.trace, large.steps, position, EN)?.taken.length)).toEqual([1, 1, 1])
  })
})

describe('the inspector of a ping whose envelope is cut', () => {
  it('says so from the tunnel device on, with the arithmetic, and shows the envelope whole until then', () => {
    const ping = inspected('ping -c 1 -M dont -s 8960 172.16.158.16', 'vxlan', `calicoctl patch felixconfiguration default -p '{"spec":{"vxlanMTU":9001}}'`)
    const onNode = ping.steps.flatMap((step, position) => (ping.inventory.namespaces[step.netns]?.name === 'k8s-w0' && step.name === 'ICMP echo request' ? [{ step, frame: shownFrame(ping.trace, ping.steps, position, ping.inventory) }] : []))
    const at = (kind: Step['entryKind'], after = 0) => onNode.filter(({ step }) => step.entryKind === kind)[after]?.frame
    const ahead = 'Wrapped by vxlan.calico it is 8,988 + 50 = 9,038 B. eth0 takes 9,001: 37 B too many, so the envelope is cut into fragments. The MTU of vxlan.calico leaves no room for those 50 B: vxlanMTU in FelixConfiguration should be 9,001 − 50 = 8,951.'
    expect(at('hop.in')?.budget?.verdict).toBe(`Fits: 13 B free. It goes on into vxlan.calico, which takes 9,001: fits there too. ${ahead}`)
    expect(at('hop.out')?.budget?.verdict).toBe(`Fits: 13 B free. ${ahead}`)
    for (const frame of [at('packet.encapsulated'), at('route.selected', 1), at('packet.fragmented')]) {
      expect(frame?.budget).toMatchObject({ link: 'eth0', usedBytes: 9038, mtuBytes: 9001 })
      expect(frame?.budget?.verdict).toMatch(/^37 B too many for one: it is cut into fragments\./)
      expect(frame?.stack.envelope?.headers[0]?.notes.filter(({ label }) => label === 'length' || label === 'offset')).toMatchObject([{ label: 'length', value: '9038' }])
    }
    expect(at('hop.out', 1)?.budget).toMatchObject({ link: 'eth0', usedBytes: 8996 })
  })
})

describe('the inspector of a sealed ping', () => {
  it('tells what is inside, how it was padded, and where the tag is; of a handshake nothing', () => {
    const sealed = inspected('ping -c 1 172.16.158.16', 'wireguard')
    const atRouter = sealed.steps.flatMap((step, position) => (step.kind === 'frame' && stepTitle(step, sealed.inventory, EN) === 'Leaves router eth-a' ? [position] : []))
    const frames = atRouter.map((position) => shownFrame(sealed.trace, sealed.steps, position, sealed.inventory))
    const [initiation, data] = frames
    expect(initiation?.inside).toBeUndefined()
    expect(data?.stack.inner.map(({ name, sizeText }) => `${name} ${sizeText}`)).toEqual(['Sealed 96', 'Poly1305 tag 16'])
    expect(data?.inside).toMatchObject({ name: 'ICMP echo request', packetBytes: 84, paddingBytes: 12 })
    expect(data?.inside?.ip.ends?.destination.text).toBe('172.16.158.16')
  })
})

describe('the inspector of a handshake', () => {
  it('has the headers of a datagram that wraps nothing, and its own lookup alone: the ping’s is the ping’s', () => {
    const sealed = inspected('ping -c 1 172.16.158.16', 'wireguard')
    const frames = sealed.steps.flatMap((step, position) => (step.kind === 'frame' && step.name.startsWith('WireGuard ') ? [position] : []))
    expect(frames.length).toBeGreaterThan(6)
    for (const position of frames) {
      const { stack } = shownFrame(sealed.trace, sealed.steps, position, sealed.inventory) ?? {}
      expect(stack?.envelope).toBeUndefined()
      expect(stack?.inner.map(({ name }) => name)).toEqual(['IPv4', 'UDP', expect.stringMatching(/^WireGuard handshake /)])
    }
    const leaves = frames.find((position) => stepTitle(sealed.steps[position] as Step, sealed.inventory, EN) === 'Leaves k8s-w0 eth0') ?? -1
    for (const position of [leaves - 1, leaves]) {
      const decisions = stepDecisions(sealed.trace, sealed.steps, position, EN)
      expect(decisions?.taken.map(({ winner }) => winner?.route.link)).toEqual(['eth0'])
      expect(decisions?.first).toBe(0)
    }
    const given = sealed.steps.findIndex((step) => step.kind === 'frame' && step.interfaceName === 'wireguard.cali')
    expect(stepDecisions(sealed.trace, sealed.steps, given, EN)?.taken.map(({ winner }) => winner?.route.link)).toEqual(['wireguard.cali'])
  })
})

describe('the inspector of a TCP connection', () => {
  it('tells segments apart by flags and numbers, as the stage does by name', () => {
    const flow = inspected('curl -m 1 http://172.16.158.16:8080')
    const sent = flow.steps.filter((step) => step.kind === 'frame' && step.direction === 'out' && step.interfaceName === 'eth0' && (flow.inventory.namespaces[step.netns]?.name ?? '').startsWith("pod")).slice(0, 2)
    expect(sent.map(({ name }) => name)).toEqual(['TCP SYN', 'TCP RST ACK'])
    const notes = sent.map((step) => shownFrame(flow.trace, flow.steps, flow.steps.indexOf(step), flow.inventory)?.stack.inner.at(-1)?.notes.map(({ label, value }) => `${label} ${value}`))
    expect(notes[0]).toEqual(expect.arrayContaining(['flags SYN', expect.stringMatching(/^seq \d+$/), expect.stringMatching(/^window \d+$/)]))
    expect(notes[0]?.some((note) => note.startsWith('ack '))).toBe(false)
    expect(notes[1]).toEqual(expect.arrayContaining(['flags RST ACK', expect.stringMatching(/^ack \d+$/)]))
  })
})
