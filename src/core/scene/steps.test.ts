import { describe, expect, it } from 'vitest'
import type { Inventory } from '../model/inventory'
import { groupSteps, stepsOf } from './steps'
import type { Step } from './steps'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { TraceScript, arp, echo, ethernet, ipPacket, ipipPing, twoSubnets, udpPacket } from '../../../tests/scene/recorded-lab'

function stepsOfScript(script: TraceScript): readonly Step[] {
  const trace = script.trace()
  return stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, script.inventory)
}

function places(steps: readonly Step[], inventory: Inventory): readonly string[] {
  return steps.map((step) => `${inventory.namespaces[step.netns]?.name} ${step.kind === 'frame' ? step.interfaceName : step.entryKind}`)
}

describe('the ends of a traceroute’s packets', () => {
  const kindsOf = (command: string, before: readonly string[] = []) => {
    const { steps } = runIn(openBuiltInLab('two-subnets'), [...before, `pod-w0-b$ ${command}`])
    return new Set(steps.filter(({ entryKind }) => entryKind === 'packet.dropped').map(({ kind }) => kind))
  }

  it('are what it asks for, on the way and at the far end; a ping with the same TTL is lost', () => {
    expect(kindsOf('traceroute -n 172.16.158.16')).toEqual(new Set(['decision']))
    expect(kindsOf('traceroute -n -I 172.16.158.16')).toEqual(new Set(['decision']))
    expect(kindsOf('tracepath -n -l 1400 172.16.158.16')).toEqual(new Set(['decision']))
    expect(kindsOf('ping -c 1 -t 1 172.16.158.16')).toEqual(new Set(['drop']))
  })

  it('are drops where something else ends them, or they go in a circle', () => {
    expect(kindsOf('traceroute -n -m 3 172.16.158.16', ['k8s-w1$ iptables -P FORWARD DROP'])).toEqual(new Set(['decision', 'drop']))
    expect(kindsOf('traceroute -n -m 6 172.16.158.99', ['k8s-w1$ ip route del blackhole 172.16.158.0/24'])).toEqual(new Set(['decision', 'drop']))
  })
})

describe('stepsOf', () => {
  it('lists the frames and the decisions of a ping in order', () => {
    const script = ipipPing()
    expect(places(stepsOfScript(script), script.inventory)).toEqual([
      'pod-w0-b eth0',
      'k8s-w0 cali1e4b888c848',
      'k8s-w0 route.selected',
      'k8s-w0 tunl0',
      'k8s-w0 packet.encapsulated',
      'k8s-w0 route.selected',
      'k8s-w0 neighbour.used',
      'k8s-w0 eth0',
      'router eth-b',
      'router route.selected',
      'router eth-a',
      'k8s-w1 eth0',
      'k8s-w1 packet.decapsulated',
      'k8s-w1 tunl0',
      'k8s-w1 route.selected',
      'k8s-w1 caliae6c0ad70f5',
      'pod-w1-a eth0',
      'pod-w1-a packet.delivered',
    ])
  })

  it('counts the bytes of the frame and of the pod\'s own packet, and names the envelope', () => {
    const steps = stepsOfScript(ipipPing()).filter((step) => step.kind === 'frame')
    const facts = steps.map((step) => [step.bytes, step.bytesInner, step.mode, step.protocol, step.direction])
    expect(facts.slice(0, 4)).toEqual([
      [98, 84, undefined, 'icmp', 'out'],
      [98, 84, undefined, 'icmp', 'in'],
      [84, 84, undefined, 'icmp', 'out'],
      [118, 84, 'ipip', 'icmp', 'out'],
    ])
    expect(steps.map((step) => step.name)).toEqual(Array.from({ length: steps.length }, () => 'ICMP echo request'))
  })

  it('starts and ends where the run does', () => {
    const script = ipipPing()
    const steps = stepsOf(script.trace(), { firstEntry: 2, endEntry: 4 }, script.inventory)
    expect(steps.map((step) => [step.index, step.entryIndex])).toEqual([[0, 2], [1, 3]])
  })

  it('reads through VXLAN to the protocol inside', () => {
    const script = new TraceScript(twoSubnets())
    const inside = new Uint8Array([8, 0, 0, 0, 0, 16, 0, 0, ...ethernet(echo('172.16.34.9', '172.16.158.16', 'reply'))])
    script.hop('out', 'k8s-w0', 'eth0', ethernet(udpPacket('192.168.20.100', '192.168.10.101', 4789, inside)))
    expect(stepsOfScript(script)[0]).toMatchObject({ protocol: 'icmp', name: 'ICMP echo reply', mode: 'vxlan', bytes: 148, bytesInner: 84 })
  })

  it('says of decisions at a tunnel device what the packet wears from there on', () => {
    const script = ipipPing()
    const modes = stepsOfScript(script).filter((step) => step.kind === 'decision').map((step) => [step.entryKind, step.mode])
    expect(modes).toEqual([
      ['route.selected', undefined],
      ['packet.encapsulated', 'ipip'],
      ['route.selected', 'ipip'],
      ['neighbour.used', 'ipip'],
      ['route.selected', 'ipip'],
      ['packet.decapsulated', undefined],
      ['route.selected', undefined],
      ['packet.delivered', undefined],
    ])
  })

  it('calls a packet that is routed before it is a frame what its first frame will be', () => {
    const script = new TraceScript(twoSubnets())
    script.decision('route.selected', 'pod-w0-b', { packet: 7 }).hop('out', 'pod-w0-b', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')), 7)
    expect(stepsOfScript(script)[0]).toMatchObject({ kind: 'decision', protocol: 'icmp', name: 'ICMP echo request', bytes: 0, bytesInner: 84 })
  })

  it('remembers what is inside a seal, and that the wire cannot read it', () => {
    const script = new TraceScript(twoSubnets())
    const sealed = new Uint8Array([4, 0, 0, 0, ...new Uint8Array(124)])
    script.hop('out', 'k8s-w0', 'tunl0', echo('172.16.34.9', '172.16.158.16', 'request'))
    script.hop('out', 'k8s-w0', 'eth0', ethernet(udpPacket('192.168.20.100', '192.168.10.101', 51820, sealed)))
    expect(stepsOfScript(script)[1]).toMatchObject({ protocol: 'icmp', name: 'ICMP echo request', mode: 'wireguard', sealed: true, bytesInner: 84, bytes: 170 })
  })

  it('marks ARP and neighbour upkeep as chatter and nothing else', () => {
    const script = ipipPing()
    script.hop('out', 'k8s-w0', 'eth0', arp('request'), 2).decision('arp.ignored', 'k8s-w1', { packet: 2 })
    const chatter = stepsOfScript(script).filter((step) => step.chatter)
    expect(chatter.map((step) => step.entryKind)).toEqual(['neighbour.used', 'hop.out', 'arp.ignored'])
    expect(chatter[1]).toMatchObject({ protocol: 'arp', name: 'ARP request' })
  })

  it('tells a drop from a decision', () => {
    const script = new TraceScript(twoSubnets())
    script.hop('in', 'router', 'eth-b', ethernet(ipPacket('172.16.34.9', '10.0.0.1', 6, new Uint8Array(20)))).decision('packet.dropped', 'router', { c: 1 })
    expect(stepsOfScript(script).map((step) => step.kind)).toEqual(['frame', 'drop'])
  })
})

describe('network address translation', () => {
  it('says which address became which, on the way out and back', () => {
    const { steps } = runIn(openBuiltInLab('two-subnets'), ['pod-w0-a$ ping -n -c 1 8.8.8.8'])
    expect(steps.flatMap((step) => step.rewrite ?? [])).toEqual([
      { field: 'source', before: '172.16.34.8', after: '192.168.20.100' },
      { field: 'destination', before: '192.168.20.100', after: '172.16.34.8' },
    ])
  })
})

describe('groupSteps', () => {
  it('groups neighbouring steps of one namespace', () => {
    const script = ipipPing()
    const groups = groupSteps(stepsOfScript(script))
    expect(groups.map((group) => [script.inventory.namespaces[group.netns]?.name, group.end - group.first])).toEqual([
      ['pod-w0-b', 1],
      ['k8s-w0', 7],
      ['router', 3],
      ['k8s-w1', 5],
      ['pod-w1-a', 2],
    ])
  })
})

describe('an outer packet that the router cuts', () => {
  it.each(['ipip', 'vxlan'] as const)('wears its envelope in every piece, and is what it was: %s', (mode) => {
    const session = openBuiltInLab('two-subnets')
    const fault = session.faultsBetween('pod-w0-b', 'pod-w1-a').find(({ kind, object }) => kind === 'small-router-mtu' && object === 'eth-a')
    if (!fault) throw new Error('the router’s leg cannot be made smaller')
    expect(session.change({ ...session.settings, mode }, [fault]).ok).toBe(true)
    const { steps, inventory } = runIn(session, ['pod-w0-b$ ping -n -c 1 -W 1 -s 4000 -M dont 172.16.158.16'])
    const pieces = steps.filter((step) => step.envelopePart !== undefined && inventory.namespaces[step.netns]?.name === 'router' && step.direction === 'out')
    expect(pieces.map((step) => [step.envelopePart?.number, step.protocol, step.mode, step.outer?.source])).toEqual([1, 2, 3].map((number) => [number, 'icmp', mode, '192.168.20.100']))
  })
})

describe('what stands out, as in Wireshark', () => {
  it('is an error by ICMP, and what begins, ends or breaks a connection', () => {
    const error = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 -t 1 172.16.158.16']).steps
    expect(new Set(error.filter(({ kind }) => kind === 'frame').map(({ name, protocol }) => `${name}: ${protocol}`))).toEqual(new Set(['ICMP echo request: icmp', 'ICMP time exceeded: icmp-error']))
    const reset = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ curl -m 1 http://172.16.158.16:8080']).steps
    expect(new Set(reset.filter(({ kind }) => kind === 'frame').map(({ name, protocol }) => `${name}: ${protocol}`))).toEqual(new Set(['TCP SYN: tcp-control', 'TCP RST ACK: tcp-reset']))
  })
})
