import { describe, expect, test } from 'vitest'
import { FakeSystem, runProgram } from '../../../tests/shell/fake-system'
import { ok } from '../base/result'
import { ARP_BYTES, emitArp, parseArp } from '../wire/arp'
import { ETHERNET_HEADER_BYTES, emitEthernet } from '../wire/ethernet'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import { COMMAND_NAMES, commandNamed, fabricCommandNamed } from './commands'

function run(system: FakeSystem, command: string): number {
  return runProgram(commandNamed(command.split(' ')[0] ?? ''), command, system)
}

describe('commandNamed', () => {
  test('a name that nothing has prints what a shell prints, and what there is', () => {
    const system = new FakeSystem()
    expect(run(system, 'tcpdumpp -i eth0')).toBe(127)
    expect(system.errors).toContain('tcpdumpp: command not found; Hopscope has apt, apt-get, arp, arping')
    expect(run(system, 'constructor')).toBe(127)
    expect(COMMAND_NAMES).toContain('ping')
    expect(run(system, 'true')).toBe(0)
  })
})

describe('sysctl', () => {
  function system(): FakeSystem {
    const fake = new FakeSystem()
    fake.sysctlValues.set('net/ipv4/ip_forward', '1').set('net/ipv4/conf/vxlan.calico/rp_filter', '0')
    return fake
  }

  test('reads and writes with dots or slashes', () => {
    const fake = system()
    expect(run(fake, 'sysctl -w net.ipv4.ip_forward=0')).toBe(0)
    expect(fake.sysctlValues.get('net/ipv4/ip_forward')).toBe('0')
    run(fake, 'sysctl net/ipv4/conf/vxlan.calico/rp_filter')
    run(fake, 'sysctl -n net.ipv4.conf.vxlan/calico.rp_filter')
    expect(fake.out).toBe('net.ipv4.ip_forward = 0\nnet.ipv4.conf.vxlan/calico.rp_filter = 0\n0\n')
  })

  test('a key that is not there', () => {
    const fake = system()
    expect(run(fake, 'sysctl -w net.ipv4.nothing=1')).toBe(1)
    expect(fake.errors).toBe('sysctl: cannot stat /proc/sys/net/ipv4/nothing: No such file or directory\n')
  })
})

describe('ipset', () => {
  function system(): FakeSystem {
    const fake = new FakeSystem()
    fake.sets = [{ name: 'pools', type: 'hash:net', maxElements: 1048576, members: [] }]
    return fake
  }

  test('adds and removes members', () => {
    const fake = system()
    expect([run(fake, 'ipset add pools 172.16.0.0/16'), run(fake, 'ipset del pools 10.0.0.1')]).toEqual([0, 0])
    expect(fake.calls).toEqual([
      ['ipsetAdd', 'pools', { network: 0xac100000, prefixLength: 16 }],
      ['ipsetDelete', 'pools', { network: 0x0a000001, prefixLength: 32 }],
    ])
  })

  test('refuses in ipset’s words', () => {
    const fake = system()
    fake.changeError = { code: 'EEXIST' }
    expect([run(fake, 'ipset add nothing 10.0.0.1'), run(fake, 'ipset add pools 10.0.0.1'), run(fake, 'ipset -exist add pools 10.0.0.1')]).toEqual([1, 1, 0])
    expect(fake.errors).toBe("ipset v7.17: The set with the given name does not exist\nipset v7.17: Element cannot be added to the set: it's already added\n")
  })
})

describe('iptables', () => {
  test('hands changes to the kernel as typed, with their table', () => {
    const fake = new FakeSystem()
    expect(run(fake, 'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE')).toBe(0)
    expect(run(fake, 'iptables -F FORWARD')).toBe(0)
    expect(fake.calls).toEqual([
      ['iptables', 'nat', '-A', 'POSTROUTING', '-o', 'eth0', '-j', 'MASQUERADE'],
      ['iptables', 'filter', '-F', 'FORWARD'],
    ])
  })

  test('lists rules with counters as the recorded tool did', () => {
    const fake = new FakeSystem()
    const rules = [{ text: '-A FORWARD -p ipencap -j DROP', packets: 2, bytes: 208 }]
    fake.tables = [{ name: 'filter', chains: [{ name: 'FORWARD', policy: 'ACCEPT', rules }] }]
    expect(run(fake, 'iptables -nvL FORWARD')).toBe(0)
    expect(fake.out).toBe(
      'Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)\n' +
        ' pkts bytes target     prot opt in     out     source               destination         \n' +
        '    2   208 DROP       4    --  *      *       0.0.0.0/0            0.0.0.0/0           \n',
    )
  })

  test('shortens large counters, not with -x', () => {
    const fake = new FakeSystem()
    const rules = [{ text: '-A FORWARD -j ACCEPT', packets: 182, bytes: 287_123 }]
    fake.tables = [{ name: 'filter', chains: [{ name: 'FORWARD', policy: 'ACCEPT', rules }] }]
    run(fake, 'iptables -nvL FORWARD')
    run(fake, 'iptables -nvxL FORWARD')
    expect(fake.out).toContain('  182  287K ACCEPT')
    expect(fake.out).toContain('     182   287123 ACCEPT')
  })

  test('refuses a table and a chain that are not there', () => {
    const fake = new FakeSystem()
    expect([run(fake, 'iptables -t broute -L'), run(fake, 'iptables -L NOTHING'), run(fake, 'iptables')]).toEqual([3, 1, 2])
    expect(fake.errors).toContain("table 'broute' does not exist")
    expect(fake.errors).toContain("chain `NOTHING' in table `filter' is incompatible, use 'nft' tool.")
  })
})

test('bridge fdb shows, adds, replaces and deletes rows of a VXLAN device', () => {
  const fake = new FakeSystem()
  fake.fdbSpecs = [{ mac: 0x668ddab4581a as Mac, link: 'vxlan.calico', destination: 0xc0a81464 as Ipv4 }]
  const spec = { kind: 'ipip', name: 'vxlan.calico', mtuBytes: 8951, up: true, addresses: [] } as const
  const counters = { rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 }
  fake.linkViews = [{ spec, ifindex: 3, up: true, hasCarrier: true, mtuBytes: 8951, addresses: [], counters }]
  run(fake, 'bridge fdb show dev vxlan.calico')
  expect(fake.out).toBe('66:8d:da:b4:58:1a dst 192.168.20.100 self permanent\n')
  expect(run(fake, 'bridge fdb add 66:8d:da:b4:58:1a dev vxlan.calico dst 192.168.20.100 self permanent')).toBe(0)
  expect(run(fake, 'bridge fdb replace 66:8d:da:b4:58:1a dev vxlan.calico dst 192.168.20.101 self permanent')).toBe(0)
  expect(run(fake, 'bridge fdb del 66:8d:da:b4:58:1a dev vxlan.calico dst 192.168.20.100 self')).toBe(0)
  expect(fake.calls).toEqual([
    ['fdbAdd', 'vxlan.calico', 0x668ddab4581a, 0xc0a81464, false],
    ['fdbAdd', 'vxlan.calico', 0x668ddab4581a, 0xc0a81465, true],
    ['fdbDelete', 'vxlan.calico', 0x668ddab4581a],
  ])
  expect(run(fake, 'bridge fdb add 66:8d:da:b4:58:1a dev nothing dst 192.168.20.100')).toBe(255)
})

test('ebtables runs on the bridges of the segments that are named, and says where it can run', () => {
  const fake = new FakeSystem()
  const rules: string[] = []
  const segment = (name: string) => ({
    name,
    filters: () => rules,
    appendFilter: (rule: string) => {
      rules.push(`${name}: ${rule}`)
      return ok(undefined)
    },
    deleteFilter: () => ok(undefined),
    flushFilters: () => {
      rules.length = 0
    },
    cidr: '192.168.10.0/24',
    sourceDestinationCheck: () => false,
    isChecked: () => false,
    setSourceDestinationCheck: () => ok(undefined),
  })
  fake.segmentAdmins = [segment('lan-a'), segment('lan-b')]
  const onBoth = fabricCommandNamed('ebtables', ['lan-a', 'lan-b'])
  expect(runProgram(onBoth, 'ebtables -A FORWARD -p IPv4 --ip-proto 4 -j DROP', fake)).toBe(0)
  expect(rules).toEqual(['lan-a: -p IPv4 --ip-proto 4 -j DROP', 'lan-b: -p IPv4 --ip-proto 4 -j DROP'])
  expect(runProgram(onBoth, 'ebtables -F FORWARD', fake)).toBe(0)
  expect(rules).toEqual([])
  expect(run(fake, 'ebtables -L')).toBe(255)
  expect(fake.errors).toContain('run it in a segment (lan-a, lan-b) or in fabric')
  expect(runProgram(fabricCommandNamed('ping', ['lan-a']), 'ping 10.0.0.1', fake)).toBe(127)
})

test('arping asks by broadcast until it is answered, then by unicast', () => {
  const fake = new FakeSystem()
  const mac = 0x0a00ac109e10 as Mac
  const gatewayMac = 0xeeeeeeeeeeee as Mac
  const addresses = [{ address: 0xac109e10 as Ipv4, prefixLength: 32 }]
  const spec = { kind: 'ethernet', name: 'eth0', mtuBytes: 1500, up: true, addresses, mac, attachedTo: { kind: 'peer', netns: 'k8s-w1', link: 'cali1' } } as const
  const counters = { rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 }
  fake.linkViews = [{ spec, ifindex: 2, up: true, hasCarrier: true, mtuBytes: 1500, addresses, counters }]
  const asked: number[] = []
  fake.onFrame = (frame) => {
    const request = parseArp(frame, ETHERNET_HEADER_BYTES, frame.length)
    if (!request.ok) return []
    asked.push(request.value.targetMac)
    const reply = new Uint8Array(ETHERNET_HEADER_BYTES + ARP_BYTES)
    emitEthernet({ proto: 'ethernet', destination: mac, source: gatewayMac, etherType: 0x0806 }, reply, 0)
    const header = { proto: 'arp', operation: 2, senderMac: gatewayMac, senderAddress: request.value.targetAddress, targetMac: mac, targetAddress: request.value.senderAddress } as const
    emitArp(header, reply, ETHERNET_HEADER_BYTES)
    return [{ frame: reply, atNs: fake.clockNs + 526_000 }]
  }
  expect(run(fake, 'arping -c 2 -I eth0 169.254.1.1')).toBe(0)
  expect(asked).toEqual([0xffffffffffff, 0xeeeeeeeeeeee])
  expect(fake.out).toBe(
    'ARPING 169.254.1.1 from 172.16.158.16 eth0\n' +
      'Unicast reply from 169.254.1.1 [EE:EE:EE:EE:EE:EE]  0.526ms\n'.repeat(2) +
      'Sent 2 probes (1 broadcast(s))\nReceived 2 response(s)\n',
  )
  expect(fake.clockNs).toBe(2_000_000_000)
})

test('conntrack -F empties the table', () => {
  const fake = new FakeSystem()
  expect(run(fake, 'conntrack -F')).toBe(0)
  expect(fake.calls).toEqual([['flushConntrack']])
  expect(run(fake, 'conntrack -D')).toBe(1)
  expect(run(fake, 'conntrack -L -F')).toBe(2)
})
