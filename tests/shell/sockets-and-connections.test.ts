import { expect, test } from 'vitest'
import { openLab, run, start } from './in-lab'

/** Real ss and conntrack, in columns as they set them; ports that are drawn are masked. */
function masked(text: string): string {
  return text.replaceAll(/\b[345]\d{4}\b/g, 'PORT_')
}

test('ss lists a listener and both ends of its connection, each column as wide as its widest cell', () => {
  const lab = openLab()
  start(lab, 'pod-w1-a', 'nc -lk 8080')
  lab.runUntil(1e8)
  expect(run(lab, 'pod-w1-a', 'ss -tln').out).toBe(
    'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n' + //
      'LISTEN 0      128          0.0.0.0:8080      0.0.0.0:*          \n',
  )
  start(lab, 'pod-w2-a', 'nc 172.16.158.16 8080')
  lab.runUntil(1e9)
  expect(masked(run(lab, 'pod-w1-a', 'ss -tan').out)).toBe(
    'State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process\n' +
      'LISTEN 0      128          0.0.0.0:8080       0.0.0.0:*           \n' +
      'ESTAB  0      0      172.16.158.16:8080 172.16.184.20:PORT_       \n',
  )
  expect(masked(run(lab, 'pod-w2-a', 'ss -H -nt state established dst 172.16.158.16:8080').out)).toBe('0      0      172.16.184.20:PORT_ 172.16.158.16:8080\n')
  expect(run(lab, 'pod-w2-a', 'ss -tl').out).toBe('State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n')
})

test('ss knows the ports that the kernel’s own tunnels listen at', () => {
  expect(run(openLab('vxlan-always-1500'), 'k8s-w1', 'ss -uln').out).toContain('UNCONN 0      0            0.0.0.0:4789      0.0.0.0:*')
})

test('ss refuses what it does not know, with what there is', () => {
  const lab = openLab()
  expect(run(lab, 'pod-w1-a', 'ss -tlnp').errors).toBe("ss: option -p is not modelled; Hopscope's ss has -4 -a -H -l -n -t -u -V\n")
  expect(run(lab, 'pod-w1-a', 'ss -tan foo').errors).toContain('"foo" of a filter is not modelled')
  expect(run(lab, 'pod-w1-a', 'ss state nonsense').process.exitStatus).toBe(255)
})

test('conntrack -E prints the life of a ping through NAT, and stops when it is interrupted', () => {
  const lab = openLab()
  const events = start(lab, 'k8s-w1', 'conntrack -E -p icmp')
  run(lab, 'pod-w1-a', 'ping -c 1 8.8.8.8')
  lab.interrupt(events.process)
  const ids = events.out.replaceAll(/id=\d+/g, 'id=N')
  expect(ids).toBe(
    '    [NEW] icmp     1 30 src=172.16.158.16 dst=8.8.8.8 type=8 code=0 id=N [UNREPLIED] src=8.8.8.8 dst=192.168.10.101 type=0 code=0 id=N\n' +
      ' [UPDATE] icmp     1 30 src=172.16.158.16 dst=8.8.8.8 type=8 code=0 id=N src=8.8.8.8 dst=192.168.10.101 type=0 code=0 id=N\n',
  )
  expect(events.errors).toBe('conntrack v1.4.7 (conntrack-tools): 2 flow events have been shown.\n')
})

test('conntrack -L picks by address, protocol and NAT, and -D forgets what it picks', () => {
  const lab = openLab()
  run(lab, 'pod-w1-a', 'ping -c 1 8.8.8.8')
  run(lab, 'pod-w1-a', 'ping -c 1 172.16.34.9')
  // the tunnel's own packets are a connection too
  expect(run(lab, 'k8s-w1', 'conntrack -C').out).toBe('3\n')
  expect(run(lab, 'k8s-w1', 'conntrack -L -d 8.8.8.8').errors).toBe('conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n')
  expect(run(lab, 'k8s-w1', 'conntrack -L -n').out).toContain('dst=8.8.8.8')
  expect(run(lab, 'k8s-w1', 'conntrack -D -s 172.16.158.16 -d 172.16.34.9').errors).toBe('conntrack v1.4.7 (conntrack-tools): 1 flow entries have been deleted.\n')
  expect(run(lab, 'k8s-w1', 'conntrack -D -s 1.2.3.4').process.exitStatus).toBe(1)
  expect(run(lab, 'k8s-w1', 'conntrack -L -o extended').out).toMatch(/^ipv4 {5}2 icmp {5}1 \d+ src=172\.16\.158\.16 dst=8\.8\.8\.8 /)
})

test('tracepath finds the hops, and the MTU where it shrinks', () => {
  const lab = openLab()
  run(lab, 'router', 'ip link set eth-b mtu 1400')
  const { out } = run(lab, 'k8s-w1', 'tracepath -n 192.168.20.100')
  expect(out.replaceAll(/ +\d+\.\d{3}ms/g, ' T')).toBe(
    ' 1?: [LOCALHOST]                      pmtu 1500\n 1:  192.168.10.1 T \n 1:  192.168.10.1 T \n 2:  192.168.10.1 T pmtu 1400\n 2:  192.168.20.100 T reached\n     Resume: pmtu 1400 hops 2 back 2 \n',
  )
})
