import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LabSession } from '../../session/lab-session'
import { DROP_REASONS } from '../../trace/entry-kinds'
import { decodeFrame } from '../../trace/decode'
import { Trace } from '../../trace/trace'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')
const SECOND_NS = 1e9

/** The two-subnet lab with WireGuard on, and all that it records. */
class Lab {
  readonly trace = new Trace()
  private readonly session: LabSession

  constructor(seed = 1) {
    const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed })
    if (!session) throw new Error('refused')
    this.session = session
    this.run('k8s-m', `calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`)
  }

  run(netns: string, command: string): string {
    const ran = this.session.run(netns, command)
    if (!ran.ok) throw new Error(ran.error)
    for (const part of ran.value.parts) this.append(part)
    return ran.value.record.stdout + ran.value.record.stderr
  }

  wait(seconds: number): void {
    this.session.wait(seconds * SECOND_NS)
    this.append(this.session.take())
  }

  /** Type of each WireGuard message that a node sent by its NIC, with the second in which it did. */
  sent(node: string): readonly { readonly type: number; readonly second: number }[] {
    return this.hops('hop.out', node, 'eth0').flatMap(({ index, bytes }) => {
      const message = decodeFrame(bytes, 'ethernet').find((layer) => layer.proto === 'wireguard')
      return message ? [{ type: message.type, second: Math.floor(this.trace.timeNs(index) / SECOND_NS) }] : []
    })
  }

  /** Frames of one interface as hex. */
  frames(direction: 'hop.in' | 'hop.out', node: string, link: string): readonly string[] {
    return this.hops(direction, node, link).map(({ bytes }) => Buffer.from(bytes).toString('hex'))
  }

  dropped(): readonly string[] {
    const entries = Array.from({ length: this.trace.entryCount }, (_, i) => this.trace.entry(i))
    return entries.filter(({ kind }) => kind === 'packet.dropped').map(({ c }) => DROP_REASONS[c] ?? '')
  }

  private append({ blocks, facts }: ReturnType<LabSession['take']>): void {
    for (const block of blocks) this.trace.append(block)
    this.trace.appendFactChanges(facts)
  }

  private hops(direction: 'hop.in' | 'hop.out', node: string, link: string): readonly { readonly index: number; readonly bytes: Uint8Array }[] {
    const netns = this.session.network.namespaces.findIndex(({ name }) => name === node)
    return Array.from({ length: this.trace.entryCount }, (_, index) => this.trace.entry(index))
      .filter((entry) => entry.kind === direction && entry.netns === netns)
      .filter((entry) => {
        const device = this.trace.fact(entry.interfaceId)
        return device?.kind === 'interface' && device.name === link
      })
      .map(({ index, frame }) => ({ index, bytes: this.trace.frameBytes(frame) }))
  }
}

const keyOf = (lab: Lab, node: string): string => lab.run(node, 'wg show wireguard.cali public-key').trim()

describe('wireguard.cali', () => {
  test('what is opened at one node is, byte for byte, what was sealed at the other', () => {
    const lab = new Lab()
    for (const size of [0, 1, 15, 16, 17, 1000, 9000]) lab.run('pod-w0-b', `ping -c 1 -M dont -s ${size} 172.16.158.16`)
    const sealed = lab.frames('hop.out', 'k8s-w0', 'wireguard.cali')
    expect(sealed.length).toBeGreaterThan(7)
    expect(lab.frames('hop.in', 'k8s-w1', 'wireguard.cali')).toEqual(sealed)
    expect(lab.frames('hop.in', 'k8s-w0', 'wireguard.cali')).toEqual(lab.frames('hop.out', 'k8s-w1', 'wireguard.cali'))
    expect(lab.dropped()).toEqual([])
  })

  test('one seed gives one series of bytes, another seed another', () => {
    const bytes = (seed: number): readonly string[] => {
      const lab = new Lab(seed)
      lab.run('pod-w0-b', 'ping -c 2 -i 0.3 172.16.158.16')
      return lab.frames('hop.out', 'k8s-w0', 'eth0')
    }
    expect(bytes(3)).toEqual(bytes(3))
    expect(bytes(3)).not.toEqual(bytes(4))
  })

  test('without a peer, or with one that has no endpoint, the sender is told host unreachable', () => {
    const lab = new Lab()
    const key = keyOf(lab, 'k8s-w1')
    lab.run('k8s-w0', `wg set wireguard.cali peer ${key} remove`)
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('From 192.168.20.100 icmp_seq=1 Destination Host Unreachable')
    lab.run('k8s-w0', `wg set wireguard.cali peer ${key} allowed-ips 172.16.158.0/24`)
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('Destination Host Unreachable')
    lab.run('k8s-w0', `wg set wireguard.cali peer ${key} endpoint 192.168.10.101:51820`)
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('1 received')
    expect(lab.dropped()).toEqual(['no-wireguard-peer', 'no-wireguard-peer'])
  })

  test('an opened packet whose source its peer may not have is dropped without a word', () => {
    const lab = new Lab()
    lab.run('k8s-w1', `wg set wireguard.cali peer ${keyOf(lab, 'k8s-w0')} allowed-ips 172.16.34.0/32`)
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('0 received')
    expect(lab.dropped()).toEqual(['no-allowed-ip'])
  })

  test('an address belongs to the peer that got it last', () => {
    const lab = new Lab()
    lab.run('k8s-w0', `wg set wireguard.cali peer ${keyOf(lab, 'k8s-w2')} allowed-ips 172.16.184.0/24,172.16.158.0/24`)
    const owners = lab.run('k8s-w0', 'wg show wireguard.cali allowed-ips').split('\n').filter((line) => line.includes('172.16.158.0/24'))
    expect(owners).toEqual([`${keyOf(lab, 'k8s-w2')}\t172.16.184.0/24 172.16.158.0/24`])
  })

  test('gives up a handshake that nobody answers after a minute and a half, and what waited for it', () => {
    const lab = new Lab()
    lab.run('fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 17 --ip-dport 51820 -j DROP')
    lab.run('pod-w0-b', 'ping -c 3 -W 1 172.16.158.16')
    lab.wait(200)
    const initiations = lab.sent('k8s-w0').filter(({ type }) => type === 1)
    expect(initiations).toHaveLength(20)
    const [first, last] = [initiations[0]?.second ?? 0, initiations.at(-1)?.second ?? 0]
    expect(last - first).toBeGreaterThanOrEqual(95)
    expect(last - first).toBeLessThanOrEqual(107)
    expect(lab.dropped().filter((reason) => reason === 'no-session')).toHaveLength(3)
  })

  test('keeps a session fresh while packets flow, and rests when none do', () => {
    const lab = new Lab()
    lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    lab.wait(118)
    expect(lab.sent('k8s-w0').filter(({ type }) => type === 1)).toHaveLength(1)
    lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    lab.wait(4)
    lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    lab.wait(1)
    expect(lab.sent('k8s-w0').filter(({ type }) => type === 1)).toHaveLength(2)
    lab.wait(1000)
    expect(lab.sent('k8s-w0').filter(({ type }) => type === 1)).toHaveLength(2)
  })

  test('renews a session that only receives once, shortly before it is too old', () => {
    const lab = new Lab()
    lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    lab.wait(168)
    // nobody has this address: k8s-w0 gets packets and sends none
    lab.run('pod-w1-a', 'ping -c 3 -i 0.3 -W 1 172.16.34.99')
    expect(lab.sent('k8s-w0').filter(({ type }) => type === 1)).toHaveLength(2)
  })

  test('lets 128 packets wait for a session, and drops the oldest for more', () => {
    const lab = new Lab()
    lab.run('fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 17 --ip-dport 51820 -j DROP')
    lab.run('pod-w0-b', 'ping -c 140 -i 0.01 -W 1 172.16.158.16')
    expect(lab.dropped().filter((reason) => reason === 'no-session')).toHaveLength(140 - 129)
  })

  test('marks what it has sealed, for rules of the node to know it by', () => {
    const lab = new Lab()
    const mark = lab.run('k8s-w0', 'wg show wireguard.cali fwmark').trim()
    lab.run('k8s-w0', `iptables -A OUTPUT -m mark --mark ${mark}/${mark} -j DROP`)
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('0 received')
    expect(lab.dropped()).toContain('iptables-drop')
  })

  test('a persistent keepalive begins at once and comes again and again', () => {
    const lab = new Lab()
    lab.run('k8s-w0', `wg set wireguard.cali peer ${keyOf(lab, 'k8s-w1')} persistent-keepalive 20`)
    lab.wait(90)
    const sent = lab.sent('k8s-w0')
    expect(sent.map(({ type }) => type)).toEqual([1, 4, 4, 4, 4, 4])
    expect(sent.at(-1)?.second).toBeLessThanOrEqual(90)
  })

  test('a device that is taken down forgets its sessions, and answers nothing', () => {
    const lab = new Lab()
    lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    lab.run('k8s-w1', 'ip link set wireguard.cali down')
    expect(lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).toContain('0 received')
    expect(lab.dropped()).toContain('no-socket')
    lab.run('k8s-w1', 'ip link set wireguard.cali up')
    lab.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')
    expect(lab.dropped()).toContain('no-session')
  })

  test('listens at the port and marks with the value that wg set gives', () => {
    const lab = new Lab()
    lab.run('k8s-w1', 'wg set wireguard.cali listen-port 40000')
    lab.run('k8s-w0', `wg set wireguard.cali peer ${keyOf(lab, 'k8s-w1')} endpoint 192.168.10.101:40000`)
    expect(lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')).toContain('1 received')
    // The mark keeps sealed packets out of table 1, which holds no node's address here: without it they still arrive.
    lab.run('k8s-w0', 'wg set wireguard.cali fwmark off')
    expect(lab.run('k8s-w0', 'wg show wireguard.cali fwmark')).toBe('off\n')
    expect(lab.run('pod-w0-b', 'ping -c 1 172.16.158.16')).toContain('1 received')
  })
})
