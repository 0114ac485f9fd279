import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { bytesOfByteString } from '../../src/core/base/byte-string'
import { readLab } from '../../src/core/import/read-lab'
import { tcpdumpPlainly } from '../captures/tools'
import { TWO_SUBNETS, TypedLab } from './typed-lab'

const LISTENING = 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n'

describe('tcpdump beside a running ping', () => {
  it('prints each packet as it comes, and what it counted at Ctrl-C', () => {
    const bench = new TypedLab()
    const tcpdump = bench.start('k8s-w0', 'tcpdump -nn -i eth0')
    expect(tcpdump.complaints).toBe(LISTENING)
    bench.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(tcpdump.out).toHaveLength(4)
    expect(tcpdump.lines[2]).toMatch(/^IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, id \d+, seq 1, length 64$/)
    tcpdump.interrupt()
    expect(tcpdump.out.at(-1)).toBe('\n')
    expect(tcpdump.complaints).toBe(`${LISTENING}4 packets captured\n4 packets received by filter\n0 packets dropped by kernel\n`)
    expect(tcpdump.exitStatus()).toBe(0)
  })

  it('ends with -c, and has seen nothing that the filter refuses', () => {
    const bench = new TypedLab()
    const tcpdump = bench.start('k8s-w0', "tcpdump -nnc1 -i tunl0 'icmp[icmptype] = icmp-echoreply'")
    bench.run('pod-w0-b', 'ping -c 2 -i 0.2 172.16.158.16')
    expect(tcpdump.lines).toEqual([expect.stringMatching(/^IP 172\.16\.158\.16 > 172\.16\.34\.9: ICMP echo reply, id \d+, seq 1, length 64$/), ''])
    expect(tcpdump.complaints).toMatch(/listening on tunl0, link-type RAW \(Raw IP\).*\n1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n$/)
    expect(tcpdump.exitStatus()).toBe(0)
  })

  it('shows on all interfaces where a packet was, and which way it went', () => {
    const bench = new TypedLab()
    const tcpdump = bench.start('k8s-w0', 'tcpdump -nn -i any')
    bench.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(tcpdump.complaints).toMatch(/^tcpdump: data link type LINUX_SLL2\ntcpdump: verbose output suppressed.*\nlistening on any, link-type LINUX_SLL2 \(Linux cooked v2\), snapshot length 262144 bytes\n$/)
    const shown = tcpdump.lines.map((line) => line.replace(/, id \d+/, ''))
    expect(shown.filter((line) => line.includes('echo request'))).toEqual([
      'cali1e4b888c848 In  IP 172.16.34.9 > 172.16.158.16: ICMP echo request, seq 1, length 64',
      'tunl0 Out IP 172.16.34.9 > 172.16.158.16: ICMP echo request, seq 1, length 64',
      'eth0  Out IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request, seq 1, length 64',
    ])
    expect(shown[0]).toBe('cali1e4b888c848 B   ARP, Request who-has 169.254.1.1 tell 172.16.34.9, length 28')
    const loopback = bench.start('k8s-w0', 'tcpdump -nn -e -i any icmp')
    bench.run('k8s-w0', 'ping -c 1 127.0.0.1')
    expect(loopback.lines[0]).toMatch(/^lo {4}In {2}ifindex 1 00:00:00:00:00:00 ethertype IPv4 \(0x0800\), length 104: 127\.0\.0\.1 > 127\.0\.0\.1: ICMP echo request, id \d+, seq 1, length 64$/)
  })

  it('captures one direction with -Q, inbound or outbound', () => {
    const bench = new TypedLab()
    const seen = ['-Q in icmp', '-Q out icmp', 'icmp and inbound', 'icmp and outbound'].map((words) => bench.start('k8s-w0', `tcpdump -nn -t -i tunl0 ${words}`))
    bench.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(seen.map(({ text }) => /echo \w+/.exec(text)?.[0])).toEqual(['echo reply', 'echo request', 'echo reply', 'echo request'])
    expect(seen.every(({ out }) => out.length === 1)).toBe(true)
  })

  it('prints times as -t says', () => {
    const bench = new TypedLab()
    const seen = ['-t', '-tt', '-ttt', '-tttt', '-ttttt', '--nano', '-#'].map((flag) => bench.start('k8s-w0', `tcpdump -nn ${flag} -i tunl0`))
    bench.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    const shape = (text: string): string => text.replace(/IP .*/s, '').replace(/\d/g, '9')
    expect(seen.map(({ out }) => shape(out[1] ?? ''))).toEqual(['', '9.999999 ', ' 99:99:99.999999 ', '9999-99-99 99:99:99.999999 ', ' 99:99:99.999999 ', '99:99:99.999999999 ', '    9  99:99:99.999999 '])
    expect(seen[2]?.out[0]).toMatch(/^ 00:00:00\.000000 IP/)
    expect(seen[3]?.out[0]).toMatch(/^1970-01-01 /)
  })

  it('names ports, protocols and cards without -n', () => {
    const bench = new TypedLab()
    const [named, plain] = ['-e', '-n -e'].map((flags) => bench.start('pod-w0-b', `tcpdump -t ${flags} -c 3 'arp or tcp'`))
    bench.run('pod-w0-b', 'nc -z -w 1 172.16.158.16 80')
    expect(named?.text).toContain('0a:00:ac:10:22:09 (oui Unknown) > Broadcast, ethertype ARP (0x0806), length 42: Request who-has 169.254.1.1 tell 172.16.34.9, length 28\n')
    expect(named?.text).toMatch(/172\.16\.34\.9\.\d+ > 172\.16\.158\.16\.http: Flags \[S\]/)
    expect(plain?.text).toMatch(/172\.16\.34\.9\.\d+ > 172\.16\.158\.16\.80: Flags \[S\]/)
  })

  it('goes on when an interface is taken down, and ends when it is no more', () => {
    const bench = new TypedLab()
    const tcpdump = bench.start('k8s-w0', 'tcpdump -nn -i tunl0')
    bench.run('k8s-w0', 'ip link set tunl0 down')
    expect(tcpdump.exitStatus()).toBeUndefined()
    const { cluster } = readLab([{ name: 'two-subnets.yaml', text: TWO_SUBNETS.replace('ipipMode: Always', 'ipipMode: Never') }])
    if (cluster) bench.lab.reload(deriveNetwork(cluster))
    bench.lab.runUntil(bench.lab.nowNs + 1)
    expect(tcpdump.complaints).toContain('tcpdump: pcap_loop: The interface disappeared\n0 packets captured\n')
    expect(tcpdump.exitStatus()).toBe(1)
  })
})

describe('tcpdump with files', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hopscope-tcpdump-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('writes what tcpdump reads, and reads it back', async () => {
    const bench = new TypedLab()
    const [writing, piping, whole] = ['-w /tmp/w0.pcap', '-w - -U', ''].map((words) => bench.start('k8s-w0', `tcpdump -nn -i any ${words}`))
    bench.run('pod-w0-b', 'ping -c 2 -i 0.2 172.16.158.16')
    for (const one of [writing, piping, whole]) one?.interrupt()
    expect(writing?.text).toBe('')
    expect(writing?.complaints).toMatch(/^tcpdump: data link type LINUX_SLL2\ntcpdump: listening on any, .*\n(\d+) packets captured\n\1 packets received by filter\n0 packets dropped by kernel\n$/)
    const file = bench.files.get('/tmp/w0.pcap') ?? new Uint8Array(0)
    expect([...bytesOfByteString(piping?.text ?? '')]).toEqual([...file])
    const path = join(folder, 'w0.pcap')
    writeFileSync(path, file)
    const back = bench.run('k8s-w0', 'tcpdump -nn -r /tmp/w0.pcap')
    expect(back.complaints).toBe('reading from file /tmp/w0.pcap, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144\nWarning: interface names might be incorrect\n')
    expect(`${back.text}\n`).toBe(whole?.text)
    const real = (await tcpdumpPlainly(path, '-nn')).map((line) => `${line}\n`).join('')
    // interfaces have other numbers on the machine of the test
    expect(real.replace(/^(\S+) \S+ +/gm, '$1 ')).toBe(back.text.replace(/^(\S+) \S+ +/gm, '$1 '))
    expect(bench.run('k8s-w0', 'tcpdump -r - -nn -t -c 1 icmp', file).text).toMatch(/^cali1e4b888c848 In {2}IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
    expect(bench.run('k8s-w0', 'tcpdump -r /tmp/w0.pcap --count icmp').text).toBe('8 packets\n')
  })

  it('keeps times of today to the microsecond', () => {
    const bench = new TypedLab()
    const file = new Uint8Array(24 + 16 + 28)
    const view = new DataView(file.buffer)
    for (const [at, value] of [[0, 0xa1b2c3d4], [16, 262144], [20, 101], [24, 1_732_234_567], [28, 123_457], [32, 28], [36, 28]] as const) view.setUint32(at, value, true)
    for (const [at, value] of [[4, 2], [6, 4]] as const) view.setUint16(at, value, true)
    file.set([0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1], 40)
    bench.files.set('/tmp/today.pcap', file)
    expect(bench.run('k8s-w0', 'tcpdump -nn -tttt -r /tmp/today.pcap').text).toMatch(/^2024-11-22 00:16:07\.123457 IP 0\.0\.0\.0 > 0\.0\.0\.0: ICMP echo reply/)
    bench.run('k8s-w0', 'tcpdump -r /tmp/today.pcap -w /tmp/copy.pcap')
    expect([...(bench.files.get('/tmp/copy.pcap') ?? [])]).toEqual([...file])
  })

  it.each([
    ['-r /tmp/none', 'tcpdump: /tmp/none: No such file or directory\n'],
    ['-r /tmp/text', 'tcpdump: unknown file format\n'],
    ['-r -', 'tcpdump: truncated dump file; tried to read 4 file header bytes, only got 0\n'],
    ['-w /proc/x -i eth0', 'tcpdump: /proc/x: No such file or directory\n'],
    ['-i nope', 'tcpdump: nope: No such device exists\n(No such device exists)\n'],
    ['-i 99', 'tcpdump: Invalid adapter index\n'],
    ['-i tunl0 arp', 'tcpdump: expression rejects all packets\n'],
    ['-i eth0 host', "tcpdump: can't parse filter expression: syntax error\n"],
    ['-i eth0 host nosuch', "tcpdump: unknown host 'nosuch'\n"],
    ["-i eth0 'ip.src == 10.0.0.1 && ip.ttl > 3'", /\n\(That is a filter of Wireshark's\. In tcpdump's words: src host 10\.0\.0\.1 && ip\[8\] > 3\)\n$/],
    ['-i eth0 tcp.port ne 80', /\n\(That is a filter of Wireshark's\. In tcpdump's words: not tcp port 80\)\n$/],
    ['-i eth0 tcp.stream eq 1', "tcpdump: can't parse filter expression: syntax error\n"],
    ['-c 0', 'tcpdump: invalid packet count 0\n'],
    ['-s 300000', 'tcpdump: invalid snaplen 300000 (must be >= 0 and <= 262144)\n'],
    ['-Q foo', "tcpdump: unknown capture direction `foo'\n"],
    ['-i', "tcpdump: option requires an argument -- 'i'\n"],
    ['-k', /^tcpdump: option -k is not modelled; Hopscope's tcpdump has /],
    ['vxlan', "tcpdump: Hopscope's filters have no 'vxlan'; 'udp port 4789' finds VXLAN, and its inner packets are seen on vxlan.calico\n"],
  ])('says of %s what is wrong', (words, complaint) => {
    const bench = new TypedLab()
    bench.files.set('/tmp/text', bytesOfByteString('not a capture'))
    const said = bench.run('k8s-w0', `tcpdump ${words}`)
    expect(said.text).toBe('')
    if (typeof complaint === 'string') expect(said.complaints).toBe(complaint)
    else expect(said.complaints).toMatch(complaint)
    expect(said.exitStatus()).toBe(1)
  })

  it('says that an interface is down', () => {
    const bench = new TypedLab()
    bench.run('k8s-w0', 'ip link set tunl0 down')
    expect(bench.run('k8s-w0', 'tcpdump -i tunl0').complaints).toBe('tcpdump: tunl0: That device is not up\n')
  })

  it('lists what it can capture on, what runs first', () => {
    const bench = new TypedLab()
    bench.run('k8s-w0', 'ip link set cali1e4b888c848 down')
    const cali = '\\d\\.cali[0-9a-f]{11} \\[Up, Running, Connected\\]\\n'
    const runs = `1\\.eth0 \\[Up, Running, Connected\\]\\n2\\.tunl0 \\[Up, Running, Connection status unknown\\]\\n(?:${cali})*`
    const others = '\\d\\.any \\(Pseudo-device that captures on all interfaces\\) \\[Up, Running\\]\\n\\d\\.lo \\[Up, Running, Loopback\\]\\n\\d\\.cali1e4b888c848 \\[none, Disconnected\\]\\n'
    for (const option of ['-D', '--list-interfaces']) expect(bench.run('k8s-w0', `tcpdump ${option}`).text).toMatch(new RegExp(`^${runs}${others}$`))
  })
})
