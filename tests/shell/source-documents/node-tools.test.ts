import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LabSession } from '../../../src/core/session/lab-session'

/** Rows of the two documents that the lab's tools of a node must print, character for character but for times, ids and colours. */

function text(lab: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', '..', 'public', 'labs', `${lab}.yaml`), 'utf8')
}

function open(lab: string, yaml = text(lab)): LabSession {
  const { session } = LabSession.open([{ name: `${lab}.yaml`, text: yaml }], { seed: 1 })
  if (!session) throw new Error('lab refused')
  return session
}

/** The lab before any pod was started on that node. */
function withoutPods(lab: string, node: string): LabSession {
  return open(
    lab,
    text(lab)
      .split(/^---$/m)
      .filter((document) => !(document.includes('kind: Pod\n') && document.includes(`nodeName: ${node}}`)))
      .join('---'),
  )
}

/** What is printed, as the documents have it: without colours, runs of blanks are one, and none ends a line. */
function typed(session: LabSession, netns: string, command: string): string {
  const ran = session.run(netns, command)
  if (!ran.ok) throw new Error(ran.error)
  const { stdout, stderr } = ran.value.record
  return (stdout + stderr)
    .replaceAll(/\u001b\[\d+m/g, '')
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' ').trim())
    .join('\n')
    .trim()
}

function lines(...expected: readonly string[]): string {
  return expected.join('\n')
}

describe('the notes on two subnets', () => {
  test('S1: pods of one node talk through the node alone: no tunnel, no eth0', () => {
    const session = open('two-subnets')
    expect(typed(session, 'pod-w1-a', 'ping -c 1 172.16.158.17')).toContain('64 bytes from 172.16.158.17: icmp_seq=1 ttl=63')
    const packets = (link: string): string => /RX packets (\d+)/.exec(typed(session, 'k8s-w1', `ifconfig ${link}`))?.[1] ?? ''
    expect([packets('tunl0'), packets('eth0'), packets('caliae6c0ad70f5'), packets('cali18e1dc56b57')]).toEqual(['0', '0', '2', '3'])
  })

  test('S2: ip -c -d addr show tunl0', () => {
    expect(typed(withoutPods('two-subnets', 'k8s-w1'), 'k8s-w1', 'ip -c -d addr show tunl0').replace(/^\d+/, '5')).toBe(
      lines(
        '5: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 8981 qdisc noqueue state UNKNOWN group default qlen 1000',
        'link/ipip 0.0.0.0 brd 0.0.0.0 promiscuity 0 minmtu 0 maxmtu 0',
        'ipip any remote any local any ttl inherit nopmtudisc numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535',
        'inet 172.16.158.0/32 scope global tunl0',
        'valid_lft forever preferred_lft forever',
      ),
    )
  })

  test('S3: lsns -t net shows the root namespace, and with pods one more each, which a pause container keeps', () => {
    expect(typed(withoutPods('two-subnets', 'k8s-w1'), 'k8s-w1', 'lsns -t net')).toBe(lines('NS TYPE NPROCS PID USER NETNSID NSFS COMMAND', '4026531840 net 137 1 root unassigned /sbin/init'))
    const withPods = typed(open('two-subnets'), 'k8s-w1', 'lsns -t net').split('\n')
    expect(withPods.slice(2).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      expect.stringMatching(/^net 1 \d+ 65535 0 \/run\/netns\/\S+ \/pause$/),
      expect.stringMatching(/^net 1 \d+ 65535 1 \/run\/netns\/\S+ \/pause$/),
    ])
  })

  test('S5: route -n has nine rows, the blackhole with flag U and no interface', () => {
    expect(typed(withoutPods('two-subnets', 'k8s-w1'), 'k8s-w1', 'route -n')).toBe(
      lines(
        'Kernel IP routing table',
        'Destination Gateway Genmask Flags Metric Ref Use Iface',
        '0.0.0.0 192.168.10.1 0.0.0.0 UG 100 0 0 eth0',
        '172.16.34.0 192.168.20.100 255.255.255.0 UG 0 0 0 tunl0',
        '172.16.116.0 192.168.10.10 255.255.255.0 UG 0 0 0 tunl0',
        '172.16.158.0 0.0.0.0 255.255.255.0 U 0 0 0 *',
        '172.16.184.0 192.168.10.102 255.255.255.0 UG 0 0 0 tunl0',
        '192.168.0.2 192.168.10.1 255.255.255.255 UGH 100 0 0 eth0',
        '192.168.10.0 0.0.0.0 255.255.255.0 U 100 0 0 eth0',
        '192.168.10.1 0.0.0.0 255.255.255.255 UH 100 0 0 eth0',
      ),
    )
  })

  test('S7: the veth answers for 169.254.1.1 with ee:ee:ee:ee:ee:ee, by proxy ARP', () => {
    const session = open('two-subnets')
    expect(typed(session, 'pod-w0-a', 'arping -c 1 -I eth0 169.254.1.1')).toContain('Unicast reply from 169.254.1.1 [EE:EE:EE:EE:EE:EE]')
    typed(session, 'pod-w0-a', 'ping -c 1 8.8.8.8')
    expect(typed(session, 'pod-w0-a', 'arp -n')).toContain('169.254.1.1 ether ee:ee:ee:ee:ee:ee C eth0')
    expect(typed(session, 'k8s-w0', 'sysctl net.ipv4.conf.cali7da6879b49f.proxy_arp')).toBe('net.ipv4.conf.cali7da6879b49f.proxy_arp = 1')
  })

  const RULE = '/* cali:flqWnvo8yq4ULQLa */ match-set cali40masq-ipam-pools src ! match-set cali40all-ipam-pools dst random-fully'

  test('S9: iptables -n -t nat --list cali-nat-outgoing', () => {
    expect(typed(open('two-subnets'), 'k8s-m', 'iptables -n -t nat --list cali-nat-outgoing')).toBe(
      lines('Chain cali-nat-outgoing (1 references)', 'target prot opt source destination', `MASQUERADE all -- 0.0.0.0/0 0.0.0.0/0 ${RULE}`),
    )
  })

  test('S10: ipset list cali40masq-ipam-pools', () => {
    expect(typed(open('two-subnets'), 'k8s-m', 'ipset list cali40masq-ipam-pools').replace(/initval 0x[0-9a-f]{8}/, 'initval 0x7c23000b')).toBe(
      lines(
        'Name: cali40masq-ipam-pools',
        'Type: hash:net',
        'Revision: 7',
        'Header: family inet hashsize 1024 maxelem 1048576 bucketsize 12 initval 0x7c23000b',
        'Size in memory: 504',
        'References: 1',
        'Number of entries: 1',
        'Members:',
        '172.16.0.0/16',
      ),
    )
  })

  test('S11: behind the node the source is the node’s, with another id; the tunnel sees nothing', () => {
    const session = open('two-subnets')
    typed(session, 'pod-w0-a', 'ping -c 3 8.8.8.8')
    expect(typed(session, 'k8s-w0', 'conntrack -L -d 8.8.8.8')).toMatch(
      /^icmp 1 \d+ src=172\.16\.34\.8 dst=8\.8\.8\.8 type=8 code=0 id=(\d+) src=8\.8\.8\.8 dst=192\.168\.20\.100 type=0 code=0 id=(?!\1 )\d+ mark=0 use=1$/m,
    )
    expect(typed(session, 'k8s-w0', 'ifconfig tunl0')).toContain('RX packets 0 bytes 0 (0.0 B)')
  })

  test('S12: the MASQUERADE rule counts one packet of each new connection', () => {
    const session = open('two-subnets')
    for (let i = 0; i < 7; i++) typed(session, 'pod-w0-a', `ping -c 3 -s ${i === 0 ? 69 - 28 + 1 : 46} 8.8.8.8`)
    const [heading, columns, rule] = typed(session, 'k8s-w0', 'iptables -n -v -t nat --list cali-nat-outgoing').split('\n')
    expect([heading, columns]).toEqual(['Chain cali-nat-outgoing (1 references)', 'pkts bytes target prot opt in out source destination'])
    expect(rule).toBe(`7 514 MASQUERADE all -- * * 0.0.0.0/0 0.0.0.0/0 ${RULE}`)
  })

  test('S13: over IPIP the inner packet is seen at tunl0 of both nodes, the outer one at eth0', () => {
    const session = open('two-subnets')
    expect(typed(session, 'pod-w0-b', 'ping -c 1 172.16.158.16')).toContain('64 bytes from 172.16.158.16: icmp_seq=1 ttl=62')
    for (const [node, other] of [['k8s-w0', '192.168.10.101'], ['k8s-w1', '192.168.20.100']] as const) {
      expect(typed(session, node, 'ifconfig tunl0')).toMatch(/RX packets 1 bytes 84 \(84\.0 B\)\n.*\nTX packets 1 bytes 84 /)
      expect(typed(session, node, 'conntrack -L')).toMatch(new RegExp(`unknown 4 \\d+ src=\\S+ dst=\\S+ .*${other.replaceAll('.', '\\.')}`))
    }
  })
})

describe('the notes on WireGuard', () => {
  test('S19: wg version is that of the document’s nodes', () => {
    expect(typed(open('wireguard'), 'k8s-m', 'wg version')).toBe('wireguard-tools v1.0.20200513 - https://git.zx2c4.com/wireguard-tools/')
  })

  test('S21: ifconfig wireguard.cali; the counters that follow are left out in the document', () => {
    expect(typed(open('wireguard'), 'k8s-w1', 'ifconfig wireguard.cali').split('\n').slice(0, 3).join('\n')).toBe(
      lines(
        'wireguard.cali: flags=209<UP,POINTOPOINT,RUNNING,NOARP> mtu 1440',
        'inet 172.16.228.69 netmask 255.255.255.255 destination 172.16.228.69',
        'unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00 txqueuelen 1000 (UNSPEC)',
      ),
    )
  })

  test('S22: wg showconf wireguard.cali on k8s-m, with the document’s keys', () => {
    expect(typed(open('wireguard'), 'k8s-m', 'wg showconf wireguard.cali').replaceAll(/\n\n+/g, '\n')).toBe(
      lines(
        '[Interface]',
        'ListenPort = 51820',
        'FwMark = 0x100000',
        'PrivateKey = AIgTihI2p4icwVMR4sIvuVaSqwKlkxMImQp4A/Gm+Gg=',
        '[Peer]',
        'PublicKey = BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=',
        'AllowedIPs = 172.16.228.64/26, 172.16.228.69/32, 172.16.228.67/32',
        'Endpoint = 192.168.100.101:51820',
        '[Peer]',
        'PublicKey = 9TCD8hG6SLutZSOZSzQeqj6O0icJAxA3RPIipcBKBxs=',
        'AllowedIPs = 172.16.197.0/26, 172.16.197.3/32, 172.16.197.5/32',
        'Endpoint = 192.168.100.103:51820',
        '[Peer]',
        'PublicKey = Ercb/0pNZ+I1ELOkiXlWbZA9J0Fjt7XqsstDH4GhNmI=',
        'AllowedIPs = 172.16.46.3/32, 172.16.46.0/26, 172.16.46.5/32',
        'Endpoint = 192.168.100.102:51820',
      ),
    )
  })

  test('S23: what pods of two nodes say to each other leaves the node as WireGuard’s UDP only', () => {
    const session = open('wireguard')
    expect(typed(session, 'pod-w1-a', 'ping -c 1 172.16.46.6')).toContain('64 bytes from 172.16.46.6: icmp_seq=1 ttl=62')
    expect(typed(session, 'k8s-w1', 'ifconfig wireguard.cali')).toMatch(/RX packets [1-9]/)
    expect(typed(session, 'k8s-w1', 'ifconfig tunl0')).toContain('TX packets 0 ')
    expect(typed(session, 'k8s-w1', 'conntrack -L -p udp --dport 51820')).toContain('sport=51820 dport=51820')
    expect(typed(session, 'k8s-w1', 'wg show wireguard.cali latest-handshakes')).toMatch(/Ercb\/0pNZ\+I1ELOkiXlWbZA9J0Fjt7XqsstDH4GhNmI=\t[1-9]/)
  })
})
