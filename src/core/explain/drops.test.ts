import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CommandRecord } from '../session/command-run'
import { LabSession } from '../session/lab-session'
import { COMMAND_NAMES } from '../shell/commands'
import { DROP_REASONS } from '../trace/entry-kinds'
import { Trace } from '../trace/trace'
import { ipv4FromNumber } from '../wire/ipv4-address'
import { inventoryOf } from '../model/inventory-of'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { dropContext, packetDrops } from './drop-context'
import type { DropContext } from './drop-context'
import { dropCure } from './drop-cures'
import { dropSentence } from './drop-detail'
import { dropProofs } from './drop-proofs'
import { explainDrop } from './explain-drop'
import type { DropExplanation } from './explain-drop'
import { sentenceText } from './sentence'

/** A drop of the last line, the first unless another is meant, explained. */
function dropOf(lines: readonly PlacedLine[], nth = 0): { readonly drop: DropExplanation; readonly session: LabSession } {
  const { session, trace, records } = runInLab('two-subnets', lines)
  const index = packetDrops(trace, records.at(-1)?.firstEntry ?? 0, trace.entryCount)[nth]
  const drop = index === undefined ? undefined : explainDrop(trace, index, inventoryOf(session.network))
  if (!drop) throw new Error('nothing was dropped')
  return { drop, session }
}

/** From pod-w1-a to a pod on a node of the same subnet. */
const BESIDE = 'ping -c 1 -W 1 172.16.184.20'
const PING = ['pod-w0-b', 'ping -c 1 -W 4 172.16.158.16'] as const

describe('a drop is explained', () => {
  it.each([
    {
      fault: ['router', 'iptables -A FORWARD -p 4 -j DROP'],
      ping: PING,
      says: 'router: iptables-drop — an iptables rule drops it: -A FORWARD -p ipencap -j DROP (table filter)',
      proofs: ['router$ iptables -t filter -nvL FORWARD', 'router$ tcpdump -nni eth-b ip proto 4'],
      cure: 'Delete the rule on router',
    },
    {
      fault: ['k8s-w1', 'sysctl -w net.ipv4.ip_forward=0'],
      ping: PING,
      says: 'k8s-w1: forwarding-disabled — ip_forward is 0',
      proofs: ['k8s-w1$ sysctl net.ipv4.ip_forward', 'k8s-w1$ sysctl net.ipv4.conf.tunl0.forwarding', 'k8s-w1$ tcpdump -nni tunl0 icmp'],
      cure: 'sysctl -w net.ipv4.ip_forward=1',
    },
    {
      fault: ['k8s-w1', 'ip route del 172.16.158.16'],
      ping: PING,
      says: 'k8s-w1: blackhole-route — a blackhole route discards what is for this prefix: blackhole 172.16.158.0/24',
      proofs: ['k8s-w1$ ip route get 172.16.158.16 from 172.16.34.9 iif tunl0', 'k8s-w1$ tcpdump -nni tunl0 icmp'],
      cure: '172.16.158.16 is pod-w1-a, a pod of k8s-w1 itself, and its route is missing there',
    },
    {
      fault: ['k8s-w0', 'sysctl -w net.ipv4.conf.cali1e4b888c848.proxy_arp=0'],
      ping: PING,
      says: 'pod-w0-b: no-such-neighbour — nobody answered ARP for the next hop: 169.254.1.1, on eth0; k8s-w0 heard the question, but proxy_arp is 0 on this interface',
      proofs: ['pod-w0-b$ ip neigh show 169.254.1.1', 'k8s-w0$ sysctl net.ipv4.conf.cali1e4b888c848.proxy_arp', 'pod-w0-b$ tcpdump -nni eth0 arp'],
      cure: 'sysctl -w net.ipv4.conf.cali1e4b888c848.proxy_arp=1',
    },
    {
      fault: ['pod-w0-b', 'ip link set eth0 mtu 1480'],
      ping: ['pod-w0-b', 'ping -c 1 -M do -s 1453 172.16.158.16'],
      says: 'pod-w0-b: message-too-long — it is longer than the way carries, and DF forbids to cut it, so the kernel does not send it: 1,481 bytes, but eth0 takes 1,480',
      proofs: ['pod-w0-b$ ip link show dev eth0'],
      cure: 'ping -s 1452',
    },
    {
      fault: ['pod-w0-b', 'ip route replace default via 169.254.1.1 dev eth0 mtu 1400'],
      ping: ['pod-w0-b', 'ping -c 1 -M do -s 1373 172.16.158.16'],
      says: 'pod-w0-b: message-too-long — it is longer than the way carries, and DF forbids to cut it, so the kernel does not send it: 1,401 bytes, but the way on takes 1,400',
      proofs: ['pod-w0-b$ ip route get 172.16.158.16'],
      cure: 'ip route flush cache',
    },
    {
      fault: ['pod-w0-b', 'ip route del default'],
      ping: PING,
      says: 'pod-w0-b: no-route — no rule or route covers the destination: 172.16.158.16',
      proofs: ['pod-w0-b$ ip route get 172.16.158.16'],
      cure: 'has it no more: default via 169.254.1.1 dev eth0',
    },
    {
      fault: ['k8s-w0', 'sysctl -w net.ipv4.ip_forward=0'],
      ping: PING,
      says: 'pod-w0-b: no-such-neighbour — nobody answered ARP for the next hop: 169.254.1.1, on eth0; k8s-w0 heard the question, but ip_forward is 0',
      proofs: ['pod-w0-b$ ip neigh show 169.254.1.1', 'k8s-w0$ sysctl net.ipv4.ip_forward', 'k8s-w0$ sysctl net.ipv4.conf.cali1e4b888c848.forwarding', 'pod-w0-b$ tcpdump -nni eth0 arp'],
      cure: 'sysctl -w net.ipv4.ip_forward=1',
    },
    {
      fault: ['k8s-m', 'true'],
      ping: ['k8s-m', 'ping -c 1 -W 4 192.168.10.77'],
      says: 'k8s-m: no-such-neighbour — nobody answered ARP for the next hop: 192.168.10.77, on eth0',
      proofs: ['k8s-m$ ip neigh show 192.168.10.77', 'k8s-m$ tcpdump -nni eth0 arp'],
      cure: 'See that 192.168.10.77 exists, is up and is on the same link as k8s-m eth0',
    },
    {
      fault: ['fabric', 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP'],
      ping: PING,
      says: 'lan-b: fabric-filter — the fabric does not let it through: -A FORWARD -p IPv4 --ip-proto 4 -j DROP (table ebtables)',
      proofs: ['k8s-w0$ tcpdump -nni eth0 ip proto 4', 'router$ tcpdump -nni eth-b ip proto 4'],
      cure: 'Let IPIP (IP protocol 4) pass in the fabric',
    },
    {
      fault: ['k8s-w1', 'ip link set eth0 mtu 1400'],
      ping: ['pod-w0-b', 'ping -c 1 -W 4 -s 2000 172.16.158.16'],
      says: 'lan-a: exceeds-segment-mtu — it is larger than the segment carries: 2,048 bytes, but k8s-w1 eth0 takes 1,400',
      proofs: ['k8s-w1$ ip link show dev eth0', 'router$ tcpdump -nni eth-a ip proto 4', 'k8s-w1$ tcpdump -nni eth0 ip proto 4'],
      cure: 'Give both ends of the link the same MTU',
    },
    {
      fault: ['router', 'ip link set eth-a mtu 1400'],
      ping: ['pod-w0-b', 'ping -c 1 -W 4 -s 2000 172.16.158.16'],
      says: 'router: fragmentation-needed — it is larger than the next MTU and may not be fragmented (DF): 2,048 bytes, but eth-a takes 1,400',
      proofs: ['router$ ip route get 192.168.10.101 from 192.168.20.100 iif eth-b', 'router$ ip link show dev eth-a', 'router$ tcpdump -nni eth-b ip proto 4', 'router$ tcpdump -nni eth-b icmp'],
      cure: 'let ICMP type 3 code 4 pass everywhere',
    },
    {
      // the first was told of 1,400 by the router, and told nobody; the second ends where that was learned
      fault: ['router', 'ip link set eth-a mtu 1400'],
      ping: ['pod-w0-b', 'ping -c 2 -W 1 -M do -s 1500 172.16.158.16'],
      nth: 1,
      says: 'k8s-w0: fragmentation-needed — it is larger than the next MTU and may not be fragmented (DF): 1,528 bytes, but the way on takes 1,380',
      proofs: ['k8s-w0$ ip route get 192.168.10.101', 'k8s-w0$ ip route get 172.16.158.16 from 172.16.34.9 iif cali1e4b888c848', 'k8s-w0$ tcpdump -nni tunl0 icmp', 'k8s-w0$ tcpdump -nni cali1e4b888c848 icmp'],
      cure: '1,400 − 20 = 1,380 bytes. router told it, whose eth-a takes no more',
    },
  ] as const)('$says', ({ fault, ping, says, proofs, cure, ...rest }) => {
    const { drop, session } = dropOf([fault, ping], 'nth' in rest ? rest.nth : 0)
    expect(`${drop.place}: ${drop.reason} — ${sentenceText(drop.why)}`).toBe(says)
    expect(drop.proofs.map(({ place, command }) => `${place}$ ${command}`)).toEqual(proofs)
    expect(drop.cure).toContain(cure)
    for (const proof of drop.proofs) if (proof.kind === 'command') expect(session.run(proof.place, proof.command)).toMatchObject({ ok: true })
  })

  it('of a neighbour that is silent, with the pods’ gateway only where that is asked for', () => {
    expect(dropOf([['k8s-m', 'ping -c 1 -W 4 192.168.10.77']]).drop.cure).not.toContain('169.254.1.1')
    expect(dropOf([['k8s-m', 'ip route add 169.254.1.1 dev eth0'], ['k8s-m', 'ping -c 1 -W 4 169.254.1.1']]).drop.cure).toContain('169.254.1.1 is answered by its node’s proxy_arp')
  })

  it('and the same flow is not dropped in a lab without the fault', () => {
    expect(() => dropOf([PING])).toThrow('nothing was dropped')
  })

  it('only where a packet was dropped', () => {
    const { session, trace } = runInLab('two-subnets', [PING])
    expect(dropContext(trace, 0, inventoryOf(session.network))).toBeUndefined()
  })
})

describe('a drop of the network between nodes is told as that network’s', () => {
  const rule = (text: string) => ['fabric', `ebtables -A FORWARD -p IPv4 ${text} -j DROP`] as const

  it.each([
    {
      title: 'Google Cloud, inside a subnet',
      settings: { fabric: 'gcp', scope: 'cross-subnet' },
      says: 'the fabric does not let it through: the VPC has no route to 172.16.184.20',
      proofs: ['k8s-w1$ gcloud compute routes list', 'k8s-w1$ tcpdump -nni eth0 icmp', 'k8s-w2$ tcpdump -nni eth0 icmp'],
      cure: /Encapsulate always.*patch ippool default-ipv4-ippool --patch '\{"spec":\{"ipipMode":"Always"\}\}'.*routes create pods-of-k8s-w2 --destination-range=172\.16\.184\.0\/24 --next-hop-instance=k8s-w2/,
      repairs: [],
    },
    {
      title: 'Azure',
      settings: { fabric: 'azure' },
      says: 'the fabric does not let it through: Azure drops IP protocol 4',
      proofs: ['k8s-w1$ tcpdump -nni eth0 ip proto 4', 'k8s-w2$ tcpdump -nni eth0 ip proto 4'],
      cure: /^Azure’s network drops IPIP.*VXLAN \(calicoctl patch ippool default-ipv4-ippool /,
      repairs: [],
    },
    {
      title: 'AWS',
      settings: { fabric: 'aws', mode: 'direct' },
      says: 'the source/destination check refuses it: k8s-w1 eth0 sends it from 172.16.158.16, which is not its own address',
      proofs: ['k8s-w1$ aws ec2 describe-instance-attribute --instance-id k8s-w1 --attribute sourceDestCheck', 'k8s-w1$ tcpdump -nni eth0 icmp', 'k8s-w2$ tcpdump -nni eth0 icmp'],
      cure: /"awsSrcDstCheck":"Disable".*Or encapsulate: IPIP, VXLAN or WireGuard.*describe-instances lists beside the node’s address 192\.168\.10\.101/,
      repairs: ['k8s-w1$ aws ec2 modify-instance-attribute --instance-id k8s-w1 --no-source-dest-check', 'k8s-w1$ aws ec2 modify-instance-attribute --instance-id k8s-w2 --no-source-dest-check'],
    },
    {
      title: 'a switch that filters VXLAN',
      settings: { mode: 'vxlan' },
      typed: rule('--ip-proto 17 --ip-dport 4789'),
      says: 'the fabric does not let it through: -A FORWARD -p IPv4 --ip-proto 17 --ip-dport 4789 -j DROP (table ebtables)',
      proofs: ['k8s-w1$ tcpdump -nni eth0 udp port 4789', 'k8s-w2$ tcpdump -nni eth0 udp port 4789'],
      cure: /^Let VXLAN \(UDP port 4789\) pass.*: IPIP is IP protocol 4/,
      repairs: ['fabric$ ebtables -D FORWARD -p IPv4 --ip-proto 17 --ip-dport 4789 -j DROP'],
    },
    {
      title: 'a router’s card with a small MTU',
      settings: {},
      typed: ['router', 'ip link set eth-a mtu 1400'] as const,
      from: ['pod-w0-b', 'ping -c 1 -W 1 -s 2000 172.16.158.16'] as const,
      says: 'it is larger than the next MTU and may not be fragmented (DF): 2,048 bytes, but eth-a takes 1,400',
      proofs: ['router$ ip route get 192.168.10.101 from 192.168.20.100 iif eth-b', 'router$ ip link show dev eth-a', 'router$ tcpdump -nni eth-b ip proto 4', 'router$ tcpdump -nni eth-b icmp'],
      cure: /type 3 code 4/,
      repairs: ['router$ ip link set eth-a mtu 9001', 'k8s-w0$ ip route flush cache'],
    },
  ] as const)('$title', ({ settings, says, proofs, cure, repairs, ...rest }) => {
    const { session } = runInLab('two-subnets', [])
    const [from, command] = 'from' in rest ? rest.from : ['pod-w1-a', BESIDE]
    session.change({ ...session.settings, ...settings }, [])
    const trace = new Trace()
    const record = (netns: string, line: string): CommandRecord => {
      const ran = session.run(netns, line)
      if (!ran.ok) throw new Error(ran.error)
      for (const { blocks, facts } of ran.value.parts) {
        for (const block of blocks) trace.append(block)
        trace.appendFactChanges(facts)
      }
      return ran.value.record
    }
    if ('typed' in rest) record(rest.typed[0], rest.typed[1])
    const { firstEntry, endEntry } = record(from, command)
    const [index] = packetDrops(trace, firstEntry, endEntry)
    const drop = index === undefined ? undefined : explainDrop(trace, index, inventoryOf(session.network))
    expect(drop && sentenceText(drop.why)).toBe(says)
    expect(drop?.proofs.map(({ place, command: typed }) => `${place}$ ${typed}`)).toEqual(proofs)
    expect(drop?.cure).toMatch(cure)
    expect(drop?.repairs.map(({ netns, command: typed }) => `${netns}$ ${typed}`)).toEqual(repairs)
    for (const proof of drop?.proofs ?? []) if (proof.kind === 'command') expect(record(proof.place, proof.command).exit).toBe(0)
    for (const { netns, command: typed } of drop?.repairs ?? []) expect(record(netns, typed).exit).toBe(0)
    if (repairs.length > 0) expect(record(from, command).outcome).toBe('delivered')
  })
})

describe('a machine of AWS', () => {
  it('is called by its id where the lab has it, and the shell knows it by that', () => {
    const lab = readFileSync(join(import.meta.dirname, '../../../public/labs/two-subnets.yaml'), 'utf8')
    const text = lab.replaceAll(/(name: k8s-w([12])\n[^]*?)(status:)/g, '$1spec: {providerID: "aws:///eu-central-1a/i-00000000000000a$2"}\n$3')
    const { session } = LabSession.open([{ name: 'aws.yaml', text }], { seed: 1 })
    if (!session) throw new Error('the lab is refused')
    session.change({ ...session.settings, fabric: 'aws', mode: 'direct' }, [])
    const trace = new Trace()
    const ran = session.run('pod-w1-a', BESIDE)
    for (const { blocks, facts } of ran.ok ? ran.value.parts : []) {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    const [index = -1] = packetDrops(trace, 0, trace.entryCount)
    const drop = explainDrop(trace, index, inventoryOf(session.network))
    expect(drop?.proofs[0]?.command).toBe('aws ec2 describe-instance-attribute --instance-id i-00000000000000a1 --attribute sourceDestCheck')
    expect(drop?.cure).not.toContain('describe-instances')
    expect(drop?.repairs.map(({ command }) => command)).toEqual(['1', '2'].map((last) => `aws ec2 modify-instance-attribute --instance-id i-00000000000000a${last} --no-source-dest-check`))
    for (const { netns, command } of drop?.repairs ?? []) session.run(netns, command)
    const again = session.run('pod-w1-a', BESIDE)
    expect(again.ok && again.value.record.outcome).toBe('delivered')
  })
})

describe('every reason of the closed list', () => {
  const seenAt = { netns: 1, place: 'node', interfaceId: 3, link: 'eth0' }
  const base: Omit<DropContext, 'reason'> = {
    entryIndex: 7,
    place: 'node',
    dueAt: undefined,
    isFabric: false,
    link: 'cali.1',
    cameIn: seenAt,
    lastSeen: seenAt,
    packet: { source: ipv4FromNumber(0x0a000001), destination: ipv4FromNumber(0x0a000002), protocol: 1, totalBytes: 84 },
    destination: ipv4FromNumber(0x0a000002),
    because: undefined,
    becauseOf: 'node',
    instanceId: undefined,
    value: 0x0a000003,
    smallDevice: undefined,
    silence: undefined,
  }
  const bare: Omit<DropContext, 'reason'> = { ...base, link: '', cameIn: undefined, lastSeen: undefined, packet: undefined, destination: undefined, value: 0 }

  it.each(DROP_REASONS)('%s has words, a cure, and proofs that the shell or tcpdump understands', (reason) => {
    for (const known of [base, bare]) {
      const context = { ...known, reason }
      expect(sentenceText(dropSentence(context))).toMatch(/^\S.{10,}[^.]$/)
      expect(dropCure(context)).toMatch(/^[A-Z][^\n]{20,}\.$/)
      const said = [dropCure(context), sentenceText(dropSentence(context)), ...dropProofs(context).map(({ command }) => command)].join(' ')
      expect(said).not.toMatch(/undefined|NaN| {2}|\[object/)
      for (const { kind, command } of dropProofs(context)) expect(kind === 'capture' ? ['tcpdump'] : COMMAND_NAMES).toContain(command.split(' ')[0])
    }
    expect(dropProofs({ ...base, reason }).length).toBeGreaterThan(0)
  })
})
