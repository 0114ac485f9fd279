import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import type { LabRun } from '../../../tests/scene/lab-run'
import type { EncapsulationMode } from '../model/encapsulation'
import { StepLog } from './steps'
import type { Step } from './steps'

const PING = 'pod-w0-b$ ping -n -c 1 172.16.158.16'
const LARGE = 'pod-w0-b$ ping -n -c 1 -M dont -s 9000 172.16.158.16'
const run = (lab: string, lines: readonly string[]): LabRun => runIn(openBuiltInLab(lab), lines)

/** A ping of three fragments, the first two of which are too long for the card once they are in their envelopes. */
function largeInTooLarge(mode: EncapsulationMode, mtu: string): LabRun {
  const session = openBuiltInLab('two-subnets')
  if (!session.change({ ...session.settings, mode }, []).ok) throw new Error('the mode is refused')
  return runIn(session, [`k8s-w0$ calicoctl patch felixconfiguration default -p '{"spec":{${mtu}}}'`, PING, 'pod-w0-b$ ping -n -c 1 -s 20000 172.16.158.16'])
}

/** `k8s-w0 tunl0`, as a person would say where something was seen. */
function placesOf({ inventory }: LabRun, steps: readonly Step[]): readonly string[] {
  return steps.map((step) => `${inventory.namespaces[step.netns]?.name ?? ''} ${step.kind === 'frame' ? step.interfaceName : step.entryKind}`)
}

describe('strands', () => {
  it('is one for a packet that nothing cuts, and its reply leaves it where it was answered', () => {
    const { steps } = run('two-subnets', [PING])
    const [request, reply] = [...new Set(steps.map((step) => step.strand))].map((strand) => steps.filter((step) => step.strand === strand))
    expect(request?.map((step) => step.packet)).toEqual(request?.map(() => request[0]?.packet))
    expect(reply?.[0]?.origin?.strand).toBe(request?.[0]?.strand)
    expect(reply?.[0]?.name).toBe('ICMP echo reply')
  })

  it('is one for each fragment, from the cut to where they are put together, through the tunnel too', () => {
    const ran = run('two-subnets', [PING, LARGE])
    const cut = ran.steps.findIndex((step) => step.entryKind === 'packet.fragmented' && step.netns === ran.netns('k8s-w0'))
    const whole = ran.steps.findIndex((step) => step.entryKind === 'packet.reassembled' && step.netns === ran.netns('k8s-w1'))
    const fragments = ran.steps.slice(cut + 1, whole)
    const strands = [...new Set(fragments.map((step) => step.strand))]
    expect(strands).toHaveLength(2)
    const ways = strands.map((strand) => placesOf(ran, fragments.filter((step) => step.strand === strand)))
    expect(ways[0]).toEqual(ways[1])
    expect(ways[0]).toEqual([
      'k8s-w0 tunl0', 'k8s-w0 packet.encapsulated', 'k8s-w0 route.selected', 'k8s-w0 eth0',
      'router eth-b', 'router route.selected', 'router eth-a',
      'k8s-w1 eth0', 'k8s-w1 packet.decapsulated', 'k8s-w1 tunl0',
    ])
    expect(new Set(fragments.map((step) => step.origin?.strand))).toEqual(new Set([ran.steps[cut]?.strand]))
    expect(fragments.map((step) => step.part?.of)).toEqual(fragments.map(() => 2))
    expect(ran.steps[whole]).toMatchObject({ name: 'ICMP echo request', bytesInner: 9028 })
    expect([...(ran.steps[whole]?.joins ?? [])].toSorted((a, b) => a - b)).toEqual(strands.toSorted((a, b) => a - b))
  })

  it('tells fragments apart where they are sealed', () => {
    const ran = run('wireguard', ['pod-w1-a$ ping -n -c 1 172.16.46.6', 'pod-w1-a$ ping -n -c 1 -M dont -s 9000 172.16.46.6'])
    const sealed = ran.steps.filter((step) => step.kind === 'frame' && step.sealed && step.netns === ran.netns('k8s-w1') && step.direction === 'out')
    expect(sealed).toHaveLength(7)
    expect(new Set(sealed.map((step) => step.strand)).size).toBe(7)
  })

  it.each([['vxlan', '"vxlanMTU":9001'], ['wireguard', '"wireguardMTU":9001']] as const)('keeps fragments apart from the pieces of their envelopes, which are cut as well: %s', (mode, mtu) => {
    const ran = largeInTooLarge(mode, mtu)
    const sent = ran.steps.filter((step) => step.kind === 'frame' && step.direction === 'out' && step.interfaceName === 'eth0' && step.netns === ran.netns('k8s-w0') && step.name !== 'WireGuard initiation')
    const numbers = (steps: readonly Step[]) => steps.map(({ part, envelopePart }) => `${part?.number}/${part?.of} ${envelopePart ? `${envelopePart.number}/${envelopePart.of}` : 'whole'}`)
    expect(numbers(sent)).toEqual(['1/3 1/2', '1/3 2/2', '2/3 1/2', '2/3 2/2', '3/3 whole'])
    // each is itself from interface to interface, in the same envelope
    for (const { strand } of sent) {
      const seen = ran.steps.filter((step) => step.kind === 'frame' && step.strand === strand && step.mode !== undefined)
      expect(placesOf(ran, seen)).toEqual(['k8s-w0 eth0', 'router eth-b', 'router eth-a', 'k8s-w1 eth0'])
      expect(new Set(seen.map((step) => step.mode))).toEqual(new Set([mode]))
    }
    const joined = ran.steps.filter((step) => step.entryKind === 'packet.reassembled' && step.netns === ran.netns('k8s-w1') && step.name === 'ICMP echo request')
    const envelopes = ran.steps.filter((step) => step.entryKind === 'packet.reassembled' && step.netns === ran.netns('k8s-w1') && step.rewraps !== undefined).slice(0, 2)
    expect(envelopes.map(({ joins }) => joins)).toEqual([[sent[0]?.strand, sent[1]?.strand], [sent[2]?.strand, sent[3]?.strand]])
    expect(joined.find(({ rewraps }) => rewraps === undefined)?.joins).toEqual([envelopes[0]?.strand, envelopes[1]?.strand, sent[4]?.strand])
  })

  it('is one for each host that hears a broadcast', () => {
    const ran = run('two-subnets', [PING])
    const asked = ran.allSteps.findIndex((step) => step.name === 'ARP request' && step.direction === 'out' && step.netns === ran.netns('router') && step.interfaceName === 'eth-a')
    const heard = ran.allSteps.filter((step) => step.packet === ran.allSteps[asked]?.packet && step.direction === 'in')
    expect(heard.length).toBeGreaterThan(1)
    expect(new Set(heard.map((step) => step.strand)).size).toBe(heard.length)
  })
})

describe('a log of steps', () => {
  it.each([
    ['a ping with its ARP', 'two-subnets', [PING]],
    ['fragments', 'two-subnets', [PING, LARGE]],
    ['masquerade', 'two-subnets', ['pod-w0-a$ ping -n -c 1 8.8.8.8']],
  ])('says the same of %s in pieces as at once', (_, lab, lines) => {
    const ran = run(lab, lines)
    for (const stride of [1, 2, 7, 40]) {
      const log = new StepLog(ran.trace, ran, ran.inventory)
      let steps: readonly Step[] = []
      for (let end = ran.firstEntry; end < ran.endEntry + stride; end += stride) steps = log.readTo(Math.min(end, ran.endEntry))
      expect(steps).toEqual(ran.allSteps)
    }
  })

  it('gives a new list for every piece that brings a step, and leaves the last one as it was', () => {
    const ran = run('two-subnets', [PING])
    const log = new StepLog(ran.trace, ran, ran.inventory)
    const first = log.readTo(ran.firstEntry + 10)
    const copy = [...first]
    const second = log.readTo(ran.endEntry)
    expect(first).toEqual(copy)
    expect(second.length).toBeGreaterThan(first.length)
    expect(log.readTo(ran.endEntry)).toBe(second)
  })
})
