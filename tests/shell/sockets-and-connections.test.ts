import { expect, test } from 'vitest'
import type { Program } from '../../src/core/engine/kernel-api'
import { parseIpv4 } from '../../src/core/wire/ipv4-address'
import { LISTENER, openLab, run, start } from './in-lab'

function never(): never {
  throw new Error('no address')
}

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

/** A listener at pod-w1-a that keeps its connection, and a client at pod-w2-a that said six bytes and stays. */
function talking(): ReturnType<typeof openLab> {
  const lab = openLab()
  start(lab, 'pod-w1-a', 'nc -lk 8080')
  lab.runUntil(1e8)
  const client: Program = function* (system) {
    const opened = system.openTcp({ connectTo: { address: parseIpv4(LISTENER) ?? never(), port: 8080 } })
    if (!opened.ok) throw new Error(opened.error.code)
    yield { untilNs: Infinity, sockets: [opened.value] }
    opened.value.receive()
    opened.value.send(new TextEncoder().encode('hello\n'))
    yield { untilNs: 3e9 }
    opened.value.close()
    return 0
  }
  start(lab, 'pod-w2-a', 'client', client)
  return lab
}

/** Lines as real ss 6.1 on a kernel 6.1 has them: what the simulation does not know is left out of -i. */
test('ss -p names the program that has a socket, -o its timer, -i what TCP knows', () => {
  const lab = talking()
  lab.runUntil(2e9)
  const listing = masked(run(lab, 'pod-w1-a', 'ss -tanpoi').out).replaceAll(/pid=\d+/g, 'pid=PID').replaceAll(/(rtt|minrtt|send )[:\d./]+/g, '$1')
  expect(listing.split('\n').map((row) => row.trimEnd())).toEqual([
    'State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process',
    'LISTEN 0      128          0.0.0.0:8080       0.0.0.0:*     users:(("nc",pid=PID,fd=3))',
    '\t cubic cwnd:10',
    'ESTAB  0      0      172.16.158.16:8080 172.16.184.20:PORT_ users:(("nc",pid=PID,fd=4))',
    '\t ts sack cubic wscale:7,7 rto:204 rtt ato:40 mss:1428 pmtu:1480 rcvmss:536 advmss:1428 cwnd:10 bytes_received:6 segs_out:1 segs_in:3 data_segs_in:1 send bps lastsnd:1896 lastrcv:1896 lastack:1896 delivered:1 rcv_space:14280 rcv_ssthresh:64108 minrtt snd_wnd:64896',
    '',
  ])
  expect(run(lab, 'pod-w2-a', 'ss -tnpi').out).toMatch(/users:\(\("client",pid=\d+,fd=3\)\)\n\t cubic .* bytes_sent:6 bytes_acked:7 segs_out:3 segs_in:2 data_segs_out:1 /)
  lab.runUntil(4e9)
  // closed on one side only: FIN is there to be read, and read by nc, which ends its own side
  expect(run(lab, 'pod-w2-a', 'ss -tanpo').out).toMatch(/^TIME-WAIT 0 {6}0 .* timer:\(timewait,5\dsec,0\) *$/m)
  expect(run(lab, 'pod-w2-a', 'ss -s').out).toBe(
    'Total: 0\nTCP:   1 (estab 0, closed 1, orphaned 0, timewait 1)\n\nTransport Total     IP        IPv6\n' +
      ['RAW', 'UDP', 'TCP', 'INET', 'FRAG'].map((name) => `${name}\t  0         0         0        \n`).join('') +
      '\n',
  )
})

test('a handshake without an answer waits ever longer, and a half-open one is nobody’s', () => {
  const lab = openLab()
  start(lab, 'pod-w2-a', 'nc 172.16.158.99 80')
  lab.runUntil(4.5e9)
  // recorded of real ss: the timer, one retransmission under way of two, and loss
  expect(run(lab, 'pod-w2-a', 'ss -tanpoi').out).toMatch(/^SYN-SENT 0 {6}1 .* users:\(\("nc",pid=\d+,fd=3\)\) timer:\(on,2\.\d{3}ms,2\) *\n\t cubic rto:4000 backoff:2 mss:524 pmtu:1480 rcvmss:88 advmss:1440 cwnd:1 .* unacked:1 retrans:1\/2 lost:1 rcv_ssthresh:\d+$/m)
  start(lab, 'pod-w1-a', 'nc -lk 8080')
  run(lab, 'k8s-w1', 'iptables -A FORWARD -p tcp --sport 8080 -j DROP')
  start(lab, 'pod-w2-a', 'nc 172.16.158.16 8080')
  lab.runUntil(5e9)
  expect(run(lab, 'pod-w1-a', 'ss -tanpo').out).toMatch(/^SYN-RECV 0 {6}0 .*:8080 172\.16\.184\.20:\d+ timer:\(on,\d+ms,0\) *$/m)
})

test('netstat shows the same sockets in its own columns, and the routes and links', () => {
  const lab = talking()
  lab.runUntil(2e9)
  const sockets = masked(run(lab, 'pod-w1-a', 'netstat -tanpo').out).replaceAll(/\d+\/nc {2,}/g, (pid) => 'PID/nc'.padEnd(pid.length))
  expect(sockets).toBe(
    'Active Internet connections (servers and established)\n' +
      'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name     Timer\n' +
      'tcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN      PID/nc               off (0.00/0/0)\n' +
      'tcp        0      0 172.16.158.16:8080      172.16.184.20:PORT_     ESTABLISHED PID/nc               off (0.00/0/0)\n',
  )
  expect(run(lab, 'pod-w1-a', 'netstat -tln').out).toBe(
    'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State      \ntcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN     \n',
  )
  expect(run(lab, 'pod-w1-a', 'netstat -rn').out).toBe(run(lab, 'pod-w1-a', 'route -en').out)
  expect(run(lab, 'pod-w1-a', 'netstat -i').out.split('\n').slice(2)).toEqual(run(lab, 'pod-w1-a', 'ifconfig -s').out.split('\n').slice(1))
  expect(run(lab, 'pod-w1-a', 'netstat -x').errors).toContain('option -x is not modelled')
})

test('ss knows the ports that the kernel’s own tunnels listen at', () => {
  expect(run(openLab('vxlan-always-1500'), 'k8s-w1', 'ss -uln').out).toContain('UNCONN 0      0            0.0.0.0:4789      0.0.0.0:*')
})

test('ss refuses what it does not know, with what there is', () => {
  const lab = openLab()
  expect(run(lab, 'pod-w1-a', 'ss -tlne').errors).toBe("ss: option -e is not modelled: inodes and cookies are not modelled, -p tells the program and -o the timer; Hopscope's ss has -4 -a -H -i -l -n -o -p -s -t -u -V\n")
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
