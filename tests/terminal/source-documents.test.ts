import { beforeAll, describe, expect, test } from 'vitest'
import { Shell } from './shell'

/**
 * The commands that the two source documents show, typed into the shell of the lab that each describes, against what the
 * documents print. Documents lose runs of blanks, so both sides have each run made one; times and ids are masked.
 */
function asInDocument(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll(/[ \t]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Times, ICMP ids and sequence numbers are those of the day. */
function masked(lines: string): string {
  return lines.replaceAll(/\d\d:\d\d:\d\d\.\d{6}/g, 'TIME').replaceAll(/id \d+, seq \d+/g, 'id ID, seq SEQ')
}

describe('the document of two subnets', () => {
  let shell: Shell
  beforeAll(() => {
    shell = new Shell('two-subnets')
  })
  const typed = async (netns: string, line: string): Promise<string> => asInDocument((await shell.run(netns, line)).text)

  test('S2: the tunnel device, in full', async () => {
    // an interface's number is the order in which that node came by it
    expect((await typed('k8s-w1', 'ip -c -d addr show tunl0')).replace(/^\d+:/, '5:')).toBe(
      asInDocument(`
        5: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 8981 qdisc noqueue state UNKNOWN group default qlen 1000
        link/ipip 0.0.0.0 brd 0.0.0.0 promiscuity 0 minmtu 0 maxmtu 0
        ipip any remote any local any ttl inherit nopmtudisc numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535
        inet 172.16.158.0/32 scope global tunl0
        valid_lft forever preferred_lft forever`),
    )
  })

  test('S3: the network namespaces of a node: with pods, one for each beside the root’s', async () => {
    const rows = (await typed('k8s-w1', 'lsns -t net')).split('\n')
    expect(rows[0]).toBe('NS TYPE NPROCS PID USER NETNSID NSFS COMMAND')
    expect(rows[1]).toMatch(/^4026531840 net \d+ 1 root unassigned \/sbin\/init$/)
    expect(rows.slice(2).map((row) => row.split(' ').at(-1))).toEqual(['/pause', '/pause'])
  })

  test('S4: the routes that BGP brought, and the blackhole', async () => {
    const rows = await typed('k8s-w1', 'ip -c route | grep bird')
    expect(rows.split('\n').toSorted()).toEqual(
      [
        '172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink',
        '172.16.116.0/24 via 192.168.10.10 dev tunl0 proto bird onlink',
        'blackhole 172.16.158.0/24 proto bird',
        '172.16.184.0/24 via 192.168.10.102 dev tunl0 proto bird onlink',
      ].toSorted(),
    )
  })

  test('S5: route -n, blackhole and all', async () => {
    const rows = (await typed('k8s-w1', 'route -n')).split('\n')
    expect(rows).toEqual(
      expect.arrayContaining([
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
      ]),
    )
  })

  test('S6: a workload endpoint for each pod, and a /32 route when the pod appears', async () => {
    expect(await typed('k8s-m', 'calicoctl get workloadendpoints | grep pod-w1-a')).toMatch(/^pod-w1-a k8s-w1 172\.16\.158\.16\/32 cali[0-9a-f]{11}$/)
    expect(await typed('k8s-w1', 'ip route | grep 172.16.158.16')).toMatch(/^172\.16\.158\.16 dev cali[0-9a-f]{11} scope link$/)
  })

  test('S8, S9, S10: outside by MASQUERADE', async () => {
    expect(await typed('k8s-m', 'calicoctl get ippool -o wide')).toBe('NAME CIDR NAT IPIPMODE VXLANMODE DISABLED DISABLEBGPEXPORT SELECTOR\ndefault-ipv4-ippool 172.16.0.0/16 true Always Never false false all()')
    expect(await typed('k8s-m', 'iptables -n -t nat --list cali-nat-outgoing')).toBe(
      asInDocument(`Chain cali-nat-outgoing (1 references)
        target prot opt source destination
        MASQUERADE all -- 0.0.0.0/0 0.0.0.0/0 /* cali:flqWnvo8yq4ULQLa */ match-set cali40masq-ipam-pools src ! match-set cali40all-ipam-pools dst random-fully`),
    )
    expect((await typed('k8s-m', 'ipset list cali40masq-ipam-pools')).replace(/initval 0x[0-9a-f]+/, 'initval 0x7c23000b')).toBe(
      asInDocument(`Name: cali40masq-ipam-pools
        Type: hash:net
        Revision: 7
        Header: family inet hashsize 1024 maxelem 1048576 bucketsize 12 initval 0x7c23000b
        Size in memory: 504
        References: 1
        Number of entries: 1
        Members:
        172.16.0.0/16`),
    )
  })

  /** Captures at several interfaces of k8s-w0 while a pod of it pings; lines of each, masked. */
  async function captured(pod: string, destination: string, places: readonly (readonly [link: string, filter: string])[]): Promise<readonly string[]> {
    const watching = places.map(([link, filter], index) => {
      void shell.type('k8s-w0', `tcpdump -nni ${link} ${filter} 2>/dev/null`, 10 + index)
      return 10 + index
    })
    await shell.passUntil(() => !shell.terminals.isLive)
    await shell.run(pod, `ping -c 1 ${destination}`)
    const lines = watching.map((terminal) => {
      shell.terminals.interrupt(terminal)
      return masked(shell.take(terminal).trim())
    })
    await shell.passUntil(() => !shell.terminals.isLive)
    for (const terminal of watching) shell.terminals.close(terminal)
    return lines
  }

  async function vethOf(pod: string): Promise<string> {
    return (await shell.run('k8s-w0', `calicoctl get workloadendpoints | grep ${pod} | awk '{print $4}'`)).text.trim()
  }

  test('S7: the pod asks for 169.254.1.1 and the node answers in its place', async () => {
    const [lines] = await captured('pod-w0-a', '172.16.34.9', [[await vethOf('pod-w0-a'), 'arp']])
    expect(lines).toBe('TIME ARP, Request who-has 169.254.1.1 tell 172.16.34.8, length 28\nTIME ARP, Reply 169.254.1.1 is-at ee:ee:ee:ee:ee:ee, length 28')
  })

  test('S1: two pods of one node talk over their two veths alone', async () => {
    const [first, second, tunnel, nic] = await captured('pod-w0-a', '172.16.34.9', [[await vethOf('pod-w0-a'), 'icmp'], [await vethOf('pod-w0-b'), 'icmp'], ['tunl0', 'icmp'], ['eth0', 'icmp or proto 4']])
    expect([first?.split('\n').length, second?.split('\n').length, tunnel, nic]).toEqual([2, 2, '', ''])
  })

  test('S11, S12: at the veth the pod’s address, at eth0 the node’s with another id, at tunl0 nothing; and the rule counts', async () => {
    await shell.run('k8s-w0', 'iptables -t nat -Z cali-nat-outgoing')
    const [veth, nic, tunnel] = await captured('pod-w0-a', '8.8.8.8', [[await vethOf('pod-w0-a'), 'icmp'], ['eth0', 'icmp'], ['tunl0', 'icmp']])
    expect(veth).toBe('TIME IP 172.16.34.8 > 8.8.8.8: ICMP echo request, id ID, seq SEQ, length 64\nTIME IP 8.8.8.8 > 172.16.34.8: ICMP echo reply, id ID, seq SEQ, length 64')
    expect(nic).toBe('TIME IP 192.168.20.100 > 8.8.8.8: ICMP echo request, id ID, seq SEQ, length 64\nTIME IP 8.8.8.8 > 192.168.20.100: ICMP echo reply, id ID, seq SEQ, length 64')
    expect(tunnel).toBe('')
    expect(await typed('k8s-w0', 'iptables -n -v -t nat --list cali-nat-outgoing')).toBe(
      asInDocument(`Chain cali-nat-outgoing (1 references)
        pkts bytes target prot opt in out source destination
        1 84 MASQUERADE all -- * * 0.0.0.0/0 0.0.0.0/0 /* cali:flqWnvo8yq4ULQLa */ match-set cali40masq-ipam-pools src ! match-set cali40all-ipam-pools dst random-fully`),
    )
  })

  test('S13, S14: to another node: bare at the veth and at tunl0, wrapped at eth0', async () => {
    const bare = 'TIME IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id ID, seq SEQ, length 64\nTIME IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id ID, seq SEQ, length 64'
    const wrapped =
      'TIME IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id ID, seq SEQ, length 64\nTIME IP 192.168.10.101 > 192.168.20.100: IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id ID, seq SEQ, length 64'
    expect(await captured('pod-w0-b', '172.16.158.16', [[await vethOf('pod-w0-b'), 'icmp'], ['tunl0', 'icmp'], ['eth0', 'proto 4']])).toEqual([bare, bare, wrapped])
  })

  test('S15, S16, S17, S18: Azure drops IPIP and passes VXLAN; AWS drops what it does not know until told not to check', async () => {
    const other = new Shell('two-subnets')
    const reach = async (): Promise<number> => (await other.run('pod-w0-b', 'ping -c 1 -W 1 172.16.158.16')).exit
    const settings = other.session.settings
    other.session.change({ ...settings, fabric: 'azure' }, [])
    expect(await reach()).toBe(1)
    other.session.change({ ...settings, fabric: 'azure', mode: 'vxlan' }, [])
    expect([await reach(), (await other.run('k8s-w0', 'ip -d link show vxlan.calico | grep -c "id 4096 .* dstport 4789"')).text]).toEqual([0, '1\n'])
    other.session.change({ ...settings, fabric: 'on-prem', mode: 'direct' }, [])
    expect([await reach(), (await other.run('k8s-w0', 'ip route | grep -c tunl0')).text]).toEqual([0, '0\n'])
    other.session.change({ ...settings, fabric: 'aws', mode: 'direct' }, [])
    expect(await reach()).toBe(1)
    const lift = `for id in $(aws ec2 describe-instances | grep InstanceId | awk -F'"' '{print $4}'); do aws ec2 modify-instance-attribute --instance-id $id --source-dest-check "{\\"Value\\": false}"; done`
    expect([await other.run('k8s-m', lift), await reach()]).toEqual([{ exit: 0, text: '' }, 0])
  })
})

describe('the document of WireGuard', () => {
  let shell: Shell
  beforeAll(() => {
    shell = new Shell('wireguard')
  })
  const typed = async (netns: string, line: string): Promise<string> => asInDocument((await shell.run(netns, line)).text)

  test('S19: installed, patched, seen', async () => {
    expect((await shell.run('k8s-m', 'apt install wireguard -y')).exit).toBe(0)
    expect(await typed('k8s-m', 'wg version')).toBe('wireguard-tools v1.0.20200513 - https://git.zx2c4.com/wireguard-tools/')
    expect((await shell.run('k8s-m', `calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":true}}'`)).exit).toBe(0)
    expect(await typed('k8s-m', 'calicoctl get felixconfiguration default -o yaml | grep wireguardEnabled')).toBe('wireguardEnabled: true')
  })

  test('S20: the node’s public key', async () => {
    expect(await typed('k8s-m', 'calicoctl get node k8s-w1 -o yaml | grep wireguardPublicKey')).toBe('wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=')
  })

  test('S21: ifconfig of the device', async () => {
    expect((await typed('k8s-w1', 'ifconfig wireguard.cali')).split('\n').slice(0, 3).join('\n')).toBe(
      asInDocument(`wireguard.cali: flags=209<UP,POINTOPOINT,RUNNING,NOARP> mtu 1440
        inet 172.16.228.69 netmask 255.255.255.255 destination 172.16.228.69
        unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00 txqueuelen 1000 (UNSPEC)`),
    )
  })

  test('S22: wg showconf on k8s-m, with the document’s keys', async () => {
    const printed = await typed('k8s-m', 'wg showconf wireguard.cali')
    expect(printed.replace(/^PrivateKey = .*\n/m, '')).toBe(
      asInDocument(`[Interface]
        ListenPort = 51820
        FwMark = 0x100000
        [Peer]
        PublicKey = BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=
        AllowedIPs = 172.16.228.64/26, 172.16.228.69/32, 172.16.228.67/32
        Endpoint = 192.168.100.101:51820
        [Peer]
        PublicKey = 9TCD8hG6SLutZSOZSzQeqj6O0icJAxA3RPIipcBKBxs=
        AllowedIPs = 172.16.197.0/26, 172.16.197.3/32, 172.16.197.5/32
        Endpoint = 192.168.100.103:51820
        [Peer]
        PublicKey = Ercb/0pNZ+I1ELOkiXlWbZA9J0Fjt7XqsstDH4GhNmI=
        AllowedIPs = 172.16.46.3/32, 172.16.46.0/26, 172.16.46.5/32
        Endpoint = 192.168.100.102:51820`),
    )
  })

  test('S23: the underlay sees WireGuard and nothing of what is in it', async () => {
    const pods = (await shell.run('k8s-m', "kubectl get pods -A -o wide --no-headers | awk '{print $2, $7, $8}'")).text.trim().split('\n').map((row) => row.split(' '))
    const from = pods.find(([, , node]) => node === 'k8s-w1')
    const to = pods.find(([, , node]) => node === 'k8s-w2')
    void shell.type('k8s-w1', 'tcpdump -nni eth0 udp port 51820 or icmp 2>/dev/null', 7)
    await shell.passUntil(() => !shell.terminals.isLive)
    expect((await shell.run(from?.[0] ?? '', `ping -c 1 ${to?.[1] ?? ''}`)).exit).toBe(0)
    const lines = shell.take(7).trim().split('\n')
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line).toMatch(/IP 192\.168\.100\.10[12]\.51820 > 192\.168\.100\.10[12]\.51820: UDP, length \d+$/)
    shell.terminals.close(7)
  })
})
