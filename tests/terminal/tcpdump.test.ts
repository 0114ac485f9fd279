import { expect, test } from 'vitest'
import { Shell } from './shell'

test('tcpdump in one terminal prints while ping runs in another, and counts at Ctrl-C', async () => {
  const shell = new Shell()
  let exit: number | undefined
  void shell.type('k8s-w0', 'tcpdump -nni eth0 icmp or ip proto 4', 2).then((status) => (exit = status))
  await shell.passUntil(() => shell.text(2).includes('listening on eth0'))
  expect((await shell.run('pod-w0-b', 'ping -c 2 172.16.158.16')).exit).toBe(0)
  expect(shell.text(2).match(/IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/g)).toHaveLength(2)
  shell.terminals.interrupt(2)
  await shell.passUntil(() => exit !== undefined)
  expect(shell.text(2)).toMatch(/4 packets captured\n4 packets received by filter\n0 packets dropped by kernel\n$/)
})

test('tcpdump behind & writes a file that tcpdump reads, whole and through pipes', async () => {
  const shell = new Shell()
  await shell.run('k8s-w0', "tcpdump -i any -w /tmp/all.pcap -c 4 'icmp' &")
  expect((await shell.run('k8s-w0', 'ping -c 2 172.16.158.16 > /dev/null')).text).toContain('4 packets captured\n')
  expect((await shell.run('k8s-w0', "tcpdump -nr /tmp/all.pcap 'dst 172.16.158.16' 2>/dev/null | wc -l")).text.trim()).toBe('2')
  expect((await shell.run('k8s-w0', 'cd /tmp; tcpdump -nr - < all.pcap 2>/dev/null | grep -c echo')).text.trim()).toBe('4')
})
