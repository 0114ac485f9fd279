import { describe, expect, it } from 'vitest'
import { TypedLab } from '../typed-lab'

/** The document's line, with what chance decides left open: the time and the ICMP id. */
function asPrinted(line: string): RegExp {
  const pattern = line.replace(/[.[\]()+*?]/g, '\\$&').replace(/^\d\d:\d\d:\d\d\\\.\d{6}/, '\\d\\d:\\d\\d:\\d\\d\\.\\d{6}').replace(/id \d+/, 'id \\d+')
  return new RegExp(`^${pattern}$`, 'm')
}

/** The veth of a pod, as its node names it. */
function vethOf(lab: TypedLab, node: string, address: string): string {
  const [, link] = /dev (\S+)/.exec(lab.run(node, `ip route get ${address}`).text) ?? []
  return link ?? ''
}

function ids(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/ id (\d+),/g)].map(([, id]) => id ?? ''))]
}

describe('the captures of the document on two subnets', () => {
  it('S7: a pod asks for 169.254.1.1, and the host end of its veth answers with ee:ee:ee:ee:ee:ee', () => {
    const lab = new TypedLab()
    const veth = vethOf(lab, 'k8s-w1', '172.16.158.16')
    const [all, arp] = ['', ' arp'].map((filter) => lab.start('k8s-w1', `tcpdump -nn -i ${veth}${filter}`))
    lab.run('pod-w1-a', 'ping -c 1 172.16.158.17')
    const exchange = ['ARP, Request who-has 169.254.1.1 tell 172.16.158.16, length 28', 'ARP, Reply 169.254.1.1 is-at ee:ee:ee:ee:ee:ee, length 28']
    expect(arp?.lines.slice(0, 2)).toEqual(exchange)
    expect(all?.lines.slice(0, 2)).toEqual(exchange)
  })

  it('S11: to the outside, the veth shows the pod, eth0 the node with another id, and tunl0 nothing', () => {
    const lab = new TypedLab()
    const [atVeth, atNic, atTunnel] = [vethOf(lab, 'k8s-w0', '172.16.34.8'), 'eth0', 'tunl0'].map((link) => lab.start('k8s-w0', `tcpdump -nni ${link} icmp`))
    lab.run('pod-w0-a', 'ping -c 4 -i 0.5 8.8.8.8')
    for (const line of ['00:58:58.317730 IP 172.16.34.8 > 8.8.8.8: ICMP echo request, id 31, seq 2, length 64', '00:58:58.353223 IP 8.8.8.8 > 172.16.34.8: ICMP echo reply, id 31, seq 2, length 64']) {
      expect(atVeth?.text).toMatch(asPrinted(line))
    }
    for (const line of ['00:59:00.320892 IP 192.168.20.100 > 8.8.8.8: ICMP echo request, id 21320, seq 4, length 64', '00:59:00.356195 IP 8.8.8.8 > 192.168.20.100: ICMP echo reply, id 21320, seq 4, length 64']) {
      expect(atNic?.text).toMatch(asPrinted(line))
    }
    expect(atTunnel?.text).toBe('')
    const [inside, outside] = [ids(atVeth?.text ?? ''), ids(atNic?.text ?? '')]
    expect([inside.length, outside.length]).toEqual([1, 1])
    expect(outside).not.toEqual(inside)
    atTunnel?.interrupt()
    expect(atTunnel?.complaints).toContain('0 packets captured\n0 packets received by filter\n')
  })

  it('S13: to a pod of another node, the packet is seen at eight interfaces, with the outer header only between the tunnels', () => {
    const lab = new TypedLab()
    const places = [
      ['k8s-w0', vethOf(lab, 'k8s-w0', '172.16.34.9'), 'bare'],
      ['k8s-w0', 'tunl0', 'bare'],
      ['k8s-w0', 'eth0', 'wrapped'],
      ['router', 'eth-b', 'wrapped'],
      ['router', 'eth-a', 'wrapped'],
      ['k8s-w1', 'eth0', 'wrapped'],
      ['k8s-w1', 'tunl0', 'bare'],
      ['k8s-w1', vethOf(lab, 'k8s-w1', '172.16.158.16'), 'bare'],
    ] as const
    const seen = places.map(([netns, link]) => lab.start(netns, `tcpdump -nn -i ${link} icmp or ip proto 4`))
    lab.run('pod-w0-b', 'ping -c 5 -i 0.5 172.16.158.16')
    const bare = ['01:36:23.770105 IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id 22, seq 5, length 64', '01:36:23.772248 IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id 22, seq 5, length 64']
    const wrapped = [
      '01:36:19.764191 IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id 22, seq 1, length 64',
      '01:36:19.765890 IP 192.168.10.101 > 192.168.20.100: IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id 22, seq 1, length 64',
    ]
    for (const [i, [netns, link, looks]] of places.entries()) {
      for (const line of looks === 'bare' ? bare : wrapped) expect(`${netns} ${link}\n${seen[i]?.text ?? ''}`).toMatch(asPrinted(line))
      expect([netns, link, seen[i]?.out.length]).toEqual([netns, link, 10])
    }
  })

  it('S14: on eth0 the line holds outer and inner header', () => {
    const lab = new TypedLab()
    const [atNic, atTunnel] = ['eth0', 'tunl0'].map((link) => lab.start('k8s-w0', `tcpdump -nn -i ${link} not arp`))
    lab.run('pod-w0-b', 'ping -c 4 -i 0.5 172.16.158.16')
    expect(atNic?.out[0]).toMatch(asPrinted('01:36:19.764191 IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id 22, seq 1, length 64'))
    expect(atNic?.out[1]).toMatch(asPrinted('01:36:19.765890 IP 192.168.10.101 > 192.168.20.100: IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id 22, seq 1, length 64'))
    for (const line of ['01:36:22.768870 IP 172.16.34.9 > 172.16.158.16: ICMP echo request, id 22, seq 4, length 64', '01:36:22.771009 IP 172.16.158.16 > 172.16.34.9: ICMP echo reply, id 22, seq 4, length 64']) {
      expect(atTunnel?.text).toMatch(asPrinted(line))
    }
  })
})
