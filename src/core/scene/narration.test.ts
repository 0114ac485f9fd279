import { describe, expect, it } from 'vitest'
import { echo, ethernet, TraceScript, twoSubnets } from '../../../tests/scene/recorded-lab'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import type { LabRun } from '../../../tests/scene/lab-run'
import { decisionLine } from '../explain/decision-line'
import type { EncapsulationMode } from '../model/encapsulation'
import { ENTRY_KINDS } from '../trace/entry-kinds'
import type { EntryKind } from '../trace/entry-kinds'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { KO } from '../words/ko'
import { flightOf } from './flight'
import { layoutOf } from './layout'
import { narrationOf } from './narration'
import { decisionNarration } from './narration-decisions'
import type { SceneInput } from './scene'
import { stepsOf } from './steps'
import type { Step } from './steps'
import { stageMap } from './ways'

const STAGE = { width: 848, height: 645 }

function inputOf({ inventory, trace, allSteps }: Pick<LabRun, 'inventory' | 'trace' | 'allSteps'>, words: Words = EN): SceneInput {
  const map = stageMap(inventory, layoutOf(inventory, STAGE, new Set(allSteps.map(({ netns }) => netns).filter((netns) => netns >= 0))))
  return { map, flight: flightOf(map, allSteps, words.scene), trace, words, step: 0, selection: { kind: 'none' }, ends: [] }
}

/** The captions of all steps of a kind, in order, each once. */
function captions(run: LabRun, kind: EntryKind, isThat: (step: Step) => boolean = () => true): readonly string[] {
  const input = inputOf(run)
  const said = run.allSteps.filter((step) => step.entryKind === kind && isThat(step)).map(({ index }) => narrationOf({ ...input, step: index }))
  return [...new Set(said.map((narration) => `${narration?.title}. ${narration?.text}`))]
}

function inMode(mode: EncapsulationMode, lines: readonly string[], mtuBytes?: number): LabRun {
  const session = openBuiltInLab('two-subnets')
  const changed = session.change({ ...session.settings, mode, ...(mtuBytes === undefined ? {} : { mtuBytes }) }, [])
  if (!changed.ok) throw new Error('the mode is refused')
  return runIn(session, lines)
}

const at = (place: string, run: LabRun) => (step: Step): boolean => step.netns === run.netns(place)

describe('a chosen route', () => {
  it('is told by the longest prefix only where another row matches too', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    expect(captions(run, 'route.selected', at('pod-w0-b', run))).toEqual(['pod-w0-b chooses a route. default via 169.254.1.1 dev eth0: no other row matches.'])
    expect(captions(run, 'route.selected', at('k8s-w0', run))[0]).toBe('k8s-w0 chooses a route. 172.16.158.0/24 via 192.168.10.101 dev tunl0: the longest prefix that matches wins.')
  })

  it('is told by its metric where another row has the same prefix', () => {
    const run = inMode('ipip', ['k8s-w0$ ip route add 172.16.158.0/24 via 192.168.20.1 dev eth0 metric 50', 'pod-w0-b$ ping -c 1 172.16.158.16'])
    expect(captions(run, 'route.selected', at('k8s-w0', run))[0]).toBe('k8s-w0 chooses a route. 172.16.158.0/24 via 192.168.10.101 dev tunl0: of equal prefixes the lower metric wins, 0 over 50.')
  })
})

describe('every kind of entry has a caption of its own', () => {
  const decisions = ENTRY_KINDS.filter((kind) => kind !== 'hop.in' && kind !== 'hop.out')

  it.each(decisions)('%s', (kind) => {
    const script = new TraceScript(twoSubnets()).hop('out', 'pod-w0-b', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request'))).decision(kind, 'k8s-w0', { b: 0x0303, c: 0 })
    const trace = script.trace()
    const allSteps = stepsOf(trace, { firstEntry: 0, endEntry: 1 }, script.inventory)
    const frame = allSteps[0] as Step
    for (const words of [EN, KO]) {
      const input = inputOf({ inventory: script.inventory, trace, allSteps }, words)
      const step: Step = { ...frame, kind: 'decision', entryKind: kind, entryIndex: 1, netns: script.netns('k8s-w0') }
      const { title, text } = decisionNarration(input, step)
      const packet = words.story.subjects.ping
      expect([words.story.reaches({ packet, place: 'k8s-w0' }), words.story.leaves({ packet, place: 'k8s-w0' })]).not.toContain(title)
      expect(`${title} ${text}`).not.toMatch(/undefined|NaN| {2}/)
      expect(text).toMatch(/\S{2}.*\.$/)
    }
  })
})

describe('a caption says what happened', () => {
  it('to a packet that is cut, sent in pieces and put together', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 -s 1453 -M dont 172.16.158.16'], 1500)
    const atPod = at('pod-w0-b', run)
    expect(captions(run, 'packet.fragmented', atPod)).toEqual(['pod-w0-b cuts it into 2 fragments. No fragment may be larger than 1,480 B; what it carries is a multiple of 8, except in the last.'])
    expect(captions(run, 'hop.out', (step) => atPod(step) && step.protocol === 'icmp')).toEqual(['Fragment 1 of 2 leaves pod-w0-b. Seen at eth0: 1,490 B.', 'Fragment 2 of 2 leaves pod-w0-b. Seen at eth0: 39 B.'])
    expect(captions(run, 'packet.reassembled', at('pod-w1-a', run))).toEqual(['pod-w1-a puts 2 fragments together. It is one packet of 1,481 B again.'])
    expect(captions(run, 'packet.fragmented', at('k8s-w0', run))).toContain('k8s-w0 cuts it into 2 fragments. It came in fragments of up to 1,476 B: it leaves in none larger.')
  })

  it('to an envelope that is cut: what it adds, its pieces, and that it is whole again, which is not yet the ping', () => {
    const session = openBuiltInLab('two-subnets')
    if (!session.change({ ...session.settings, mode: 'vxlan' }, []).ok) throw new Error('the mode is refused')
    const run = runIn(session, [`k8s-w0$ calicoctl patch felixconfiguration default -p '{"spec":{"vxlanMTU":9001}}'`, 'pod-w0-b$ ping -c 1 -s 20000 172.16.158.16'])
    const there = ({ name }: Step): boolean => name !== 'ICMP echo reply'
    expect(captions(run, 'packet.encapsulated')).toEqual(['vxlan.calico on k8s-w0 wraps the packet. VXLAN adds IPv4, UDP, VXLAN and Ethernet: 50 B. From here on the outer header decides the way.', expect.stringContaining('vxlan.calico on k8s-w1')])
    expect(captions(run, 'packet.fragmented', at('k8s-w0', run))[1]).toMatch(/^k8s-w0 cuts the envelope into 2 pieces\. /)
    expect(captions(run, 'hop.out', (step) => at('k8s-w0', run)(step) && step.envelopePart !== undefined)).toEqual([
      'Envelope piece 1 of 2 leaves k8s-w0. It belongs to the envelope around fragment 1 of 3. By eth0, behind an outer IPv4 header. What the tunnel put behind that is in this piece alone.',
      'Envelope piece 2 of 2 leaves k8s-w0. It belongs to the envelope around fragment 1 of 3. By eth0, behind an outer IPv4 header. What the tunnel put behind that is in piece 1 alone.',
      'Envelope piece 1 of 2 leaves k8s-w0. It belongs to the envelope around fragment 2 of 3. By eth0, behind an outer IPv4 header. What the tunnel put behind that is in this piece alone.',
      'Envelope piece 2 of 2 leaves k8s-w0. It belongs to the envelope around fragment 2 of 3. By eth0, behind an outer IPv4 header. What the tunnel put behind that is in piece 1 alone.',
    ])
    expect(captions(run, 'packet.reassembled', (step) => at('k8s-w1', run)(step) && there(step)).slice(0, 1)).toEqual(['k8s-w1 puts the envelope together. All 2 pieces of it have arrived: 9,046 B. Now it can be opened.'])
    expect(captions(run, 'packet.delivered', there)).toEqual(['The ping has arrived. pod-w1-a owns the address that it is for.'])
  })

  it('to addresses, on the way out and back', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 8.8.8.8'])
    expect(captions(run, 'nat.source')).toEqual(['k8s-w0 rewrites the source. 172.16.34.9 becomes 192.168.20.100. Outside the pool only the node’s address can be answered.'])
    expect(captions(run, 'nat.destination')).toEqual(['k8s-w0 rewrites the destination. 192.168.20.100 becomes 172.16.34.9. Connection tracking remembers what was rewritten on the way there.'])
    const leaving = captions(run, 'hop.out', (step) => at('k8s-w0', run)(step) && step.protocol === 'icmp')
    expect(leaving).toEqual(['The ping leaves k8s-w0. Its source is 192.168.20.100 now. Seen at eth0: 98 B.', 'The reply leaves k8s-w0. Its destination is 172.16.34.9 now. Seen at cali1e4b888c848: 98 B.'])
    expect(captions(run, 'hop.out', (step) => at('router', run)(step) && step.protocol === 'icmp')[0]).toBe('The ping leaves the router. Seen at eth-i: 98 B.')
  })

  it('at a router that an envelope reaches by one interface and leaves by the other', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    const wrapped = (step: Step): boolean => at('router', run)(step) && step.mode === 'ipip'
    expect(captions(run, 'hop.in', wrapped)[0]).toBe('The envelope reaches the router. By eth-b. Its outer destination is 192.168.10.101; only the outer header is read here.')
    expect(captions(run, 'hop.out', wrapped)[0]).toBe('The router sends the envelope on. By eth-a. It has read the outer header only: node addresses, never pod ones.')
    expect(captions(run, 'hop.in', (step) => at('k8s-w1', run)(step) && step.mode === 'ipip')).toEqual(['The envelope reaches k8s-w1. Its outer destination is an address of k8s-w1: it is for k8s-w1 to open.'])
  })

  it('at a tunnel device, which is no way out of its host', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    const atDevice = (step: Step): boolean => step.interfaceName === 'tunl0'
    expect(captions(run, 'hop.out', atDevice)).toEqual(['The ping enters tunl0. A device of k8s-w0, which sees 84 B.', 'The reply enters tunl0. A device of k8s-w1, which sees 84 B.'])
    expect(captions(run, 'hop.in', atDevice)[0]).toBe('The ping leaves tunl0. A device of k8s-w1, which sees 84 B.')
  })

  it('while ARP asks, and who answers in whose place', () => {
    const run = inMode('ipip', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    const atPod = at('pod-w0-b', run)
    expect(captions(run, 'neighbour.waiting', atPod)).toEqual(['The ping waits at pod-w0-b. The MAC address of 169.254.1.1 is not known: ARP asks for it on eth0.'])
    expect(captions(run, 'hop.out', (step) => atPod(step) && step.protocol === 'arp')).toEqual(['pod-w0-b asks who has 169.254.1.1. ARP, by eth0. Whoever has the address answers with its MAC.'])
    expect(captions(run, 'arp.proxied', at('k8s-w0', run))).toEqual(['k8s-w0 answers for 169.254.1.1. proxy_arp is 1 on cali1e4b888c848: it answers in the other’s place, with its own MAC, and gets the packets.'])
    expect(captions(run, 'hop.in', (step) => atPod(step) && step.name === 'ARP reply')).toEqual(['The ARP answer reaches pod-w0-b. At eth0: 169.254.1.1 is at ee:ee:ee:ee:ee:ee.'])
    expect(captions(run, 'neighbour.used', at('router', run))).toContain('The router knows the next hop. 192.168.10.101 is at 02:00:c0:a8:0a:65.')
  })

  it('with WireGuard: the handshake holds no packet, and the far end decrypts', () => {
    const run = inMode('wireguard', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    const own = (step: Step): boolean => step.mode === 'wireguard' && !step.sealed
    expect(captions(run, 'hop.out', (step) => own(step) && at('k8s-w0', run)(step))).toEqual(['The handshake request leaves k8s-w0. No packet is inside: it asks the far node for the keys of a session. The ping waits for it at wireguard.cali. Seen at eth0: 190 B.'])
    expect(captions(run, 'hop.in', (step) => own(step) && at('k8s-w0', run)(step))).toEqual(['The handshake answer reaches k8s-w0. No packet is inside: with it both nodes have the keys of a session. The ping waits for it at wireguard.cali. Seen at eth0: 134 B.'])
    const listed = run.allSteps.filter(({ mode, entryKind }) => mode === 'wireguard' && entryKind === 'packet.encapsulated').map(({ entryIndex }) => decisionLine(run.trace, entryIndex, run.inventory))
    expect(listed[0]).toBe('wireguard.cali seals it: 192.168.20.100 to 192.168.10.101')
    expect(captions(run, 'packet.decapsulated')[0]).toBe('k8s-w1 takes the ping out again. wireguard.cali decrypted it with the session’s key. What is left is the packet that was sealed.')
  })

  it('with WireGuard, long after: a keepalive holds nothing', () => {
    const run = inMode('wireguard', ['pod-w0-b$ ping -c 1 -W 1 172.16.158.16', 'pod-w0-b$ nc -u -w 1 172.16.158.16 9', 'pod-w0-b$ sleep 15'])
    expect(run.allSteps.map(({ name }) => name)).toContain('WireGuard keepalive')
    expect(captions(run, 'hop.out', (step) => step.name === 'WireGuard keepalive')[0]).toContain('Nothing is inside')
  })

  it('with VXLAN: all of what is put in front', () => {
    const run = inMode('vxlan', ['pod-w0-b$ ping -c 1 172.16.158.16'])
    expect(captions(run, 'packet.encapsulated')[0]).toBe('vxlan.calico on k8s-w0 wraps the packet. VXLAN adds IPv4, UDP, VXLAN and Ethernet: 50 B. From here on the outer header decides the way.')
    expect(captions(run, 'hop.out', (step) => at('k8s-w0', run)(step) && step.mode === 'vxlan')).toEqual(['The ping leaves in an envelope. By eth0, behind IPv4, UDP, VXLAN and Ethernet: the network between reads the outer IPv4 only.'])
  })

  it('to a sender that is told the size of the path', () => {
    const run = inMode('ipip', ['router$ ip link set eth-a mtu 1400', 'pod-w0-b$ ping -c 2 -W 1 -s 1400 -M do 172.16.158.16'])
    expect(captions(run, 'pmtu.learned')[0]).toBe('k8s-w0 learns the path’s MTU. The path to 192.168.10.101 carries 1,400 B: it remembers that.')
    expect(captions(run, 'icmp.sent')[0]).toBe('The router answers with an ICMP error. ICMP frag needed, to 192.168.20.100: the source of the packet that could not go on.')
  })

  it('and leaves a sysctl its small letter', () => {
    const run = inMode('ipip', ['k8s-w1$ sysctl -w net.ipv4.ip_forward=0', 'pod-w0-b$ ping -c 1 -W 1 172.16.158.16'])
    expect(captions(run, 'packet.dropped')).toContain('The packet ends at k8s-w1. ip_forward is 0.')
  })
})
