import { describe, expect, test } from 'vitest'
import { Shell } from './shell'

describe('a shell in a namespace', () => {
  test('pipes a listing through text tools', async () => {
    const shell = new Shell()
    const { text, exit } = await shell.run('k8s-w1', 'ip route | grep bird | awk \'{print $1}\' | sort | head -2')
    expect([text.trim().split('\n').length, exit]).toEqual([2, 0])
    expect((await shell.run('k8s-w1', 'for i in a b; do echo "<$i>"; done; ip route | wc -l > /tmp/n; cat /tmp/n')).text).toMatch(/^<a>\n<b>\n\d+\n$/)
  })

  test('keeps variables and the working directory from line to line', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'x=172.16.158.16; cd /tmp')
    expect((await shell.run('k8s-w1', 'echo $x; pwd')).text).toBe('172.16.158.16\n/tmp\n')
  })

  test('shows what is printed in its order, program by program', async () => {
    const shell = new Shell()
    const { text } = await shell.run('pod-w0-b', 'echo before; ping -c 1 -q 172.16.158.16; echo between; nosuch; (echo in; sleep 1; echo out)')
    expect(text.replaceAll(/\d+\.\d+/g, 'N')).toMatch(/^before\nPING [^]*1 received[^]*\nbetween\n[^]*in\nout\nbash: nosuch: command not found\nHopscope has no nosuch; help lists what it has.\n$/)
  })

  test('shows a ping line by line, also at the head of a pipe into grep', async () => {
    const shell = new Shell()
    for (const [line, seen] of [
      ['ping 172.16.158.16', 'icmp_seq=2'],
      ['ping 172.16.158.16 | grep --line-buffered time | sed s/ms/milliseconds/', 'icmp_seq=2'],
    ] as const) {
      let exit: number | undefined
      void shell.type('pod-w0-b', line).then((status) => (exit = status))
      await shell.passUntil(() => shell.text(1).includes(seen))
      expect(exit).toBeUndefined()
      shell.terminals.interrupt(1)
      await shell.passUntil(() => exit !== undefined)
      expect([exit, shell.text(1).includes('statistics')]).toEqual(line.endsWith('16') ? [0, true] : [130, false])
      expect(shell.take().includes('milliseconds')).toBe(line.includes('sed'))
    }
  })

  test('ends the head of a pipe when the rest has seen enough', async () => {
    const shell = new Shell()
    const { text, exit } = await shell.run('pod-w0-b', 'ping 172.16.158.16 | grep icmp_seq | head -2')
    expect([text.trim().split('\n').length, exit]).toEqual([2, 0])
  })

  test('does not confuse what goes into a word or a file with what goes to the terminal', async () => {
    const shell = new Shell()
    const { text } = await shell.run('k8s-w1', 'f() { local a=$(ip rule | wc -l); echo "rules: $a"; }; f; f > /tmp/f; echo "got $(cat /tmp/f)"; echo err >&2 2>/dev/null; ls /nosuch 2>&1 | wc -l; printenv | grep -c HOPSCOPE')
    expect(text).toBe('rules: 3\ngot rules: 3\nerr\n1\n0\n')
  })

  test('lets several terminals live at once on one clock', async () => {
    const shell = new Shell()
    void shell.type('pod-w0-b', 'ping 172.16.158.16', 1)
    void shell.type('k8s-w1', 'sleep 2; ping 192.168.10.102', 2)
    await shell.passUntil(() => shell.text(1).includes('icmp_seq=3') && shell.text(2).includes('icmp_seq=1'))
    expect(shell.text(2)).not.toContain('icmp_seq=2')
    expect(shell.session.nowNs).toBeLessThan(3e9)
  })

  test.each(['', '-u '])('carries what is piped into nc %sfrom one terminal to another', async (udp) => {
    const shell = new Shell()
    void shell.type('pod-w1-a', `nc ${udp}-l 8080`, 2)
    await shell.passUntil(() => !shell.terminals.isLive)
    await shell.run('pod-w0-b', `echo hello | nc ${udp}-N -w 1 172.16.158.16 8080`)
    expect(shell.text(2)).toBe('hello\n')
  })

  test('sends a command behind with &, lists it, and ends it', async () => {
    const shell = new Shell()
    const { text } = await shell.run('pod-w0-b', 'ping 172.16.158.16 > /tmp/p & sleep 3; jobs; kill %1; wait; grep -c icmp_seq /tmp/p')
    expect(text).toMatch(/^\[1\] \d+\n\[1\]\+ {2}Running +ping 172\.16\.158\.16 > \/tmp\/p &\n[34]\n/)
  })

  test('a job has begun before the next command of the line, and can be waited for', async () => {
    const shell = new Shell()
    const { text } = await shell.run('pod-w0-b', 'tcpdump -nni eth0 -c 2 icmp 2>/dev/null > /tmp/t & ping -c 1 172.16.158.16 > /dev/null; sleep 1 & wait; grep -c ICMP /tmp/t')
    expect(text.replaceAll(/^\[.*\n/gm, '')).toBe('2\n')
  })

  test('watches, sleeps and times out on simulated time', async () => {
    const shell = new Shell()
    const { text, exit } = await shell.run('pod-w0-b', 'timeout 2.5 ping -i 1 172.16.158.16; echo "status $?"')
    expect(text.match(/bytes from/g)).toHaveLength(3)
    expect([text.endsWith('status 124\n'), exit]).toEqual([true, 0])
    void shell.type('k8s-w1', 'watch -n 2 ip neigh', 2)
    await shell.passUntil(() => shell.text(2).split('Every 2.0s: ip neigh').length > 3)
    shell.terminals.interrupt(2)
  })

  test('a limit that ends a job behind is told by its status alone', async () => {
    const shell = new Shell()
    await shell.run('pod-w0-b', 'timeout 3 tcpdump -ni eth0 &')
    const { text } = await shell.run('pod-w0-b', 'fg')
    expect(text).toMatch(/0 packets dropped by kernel\n\[1\]\+ {2}Exit 124 +timeout 3 tcpdump -ni eth0\n$/)
  })

  test('watch -d sets off what has changed, -t leaves its title out', async () => {
    const shell = new Shell()
    void shell.type('k8s-w1', 'watch -t -d -n1 date +%S:%M')
    await shell.passUntil(() => shell.text(1).split('\u001b[H').length > 2)
    shell.terminals.interrupt(1)
    expect(shell.text(1)).toMatch(/^\u001b\[H\u001b\[2J00:00\n\u001b\[H\u001b\[2J0\u001b\[7m1\u001b\[27m:00\n/)
    expect((await shell.run('k8s-w1', 'watch -x date')).text).toMatch(/^Usage: watch .* has -c -d -n -t\n/)
  })

  test.each(['-I', '-T', '-U', ''])('traceroute %s finds who answers on the way, and then the pod', async (method) => {
    const shell = new Shell()
    const hops = (await shell.run('pod-w0-b', `traceroute -n -q 1 ${method} 172.16.158.16 | awk 'NR > 1 {print $2}'`)).text
    expect(hops).toBe('192.168.20.100\n*\n172.16.158.16\n')
  })

  test('calculates what a prefix holds', async () => {
    const shell = new Shell()
    expect((await shell.run('k8s-w1', 'ipcalc 172.16.158.16/26')).text).toBe(
      [
        'Address:   172.16.158.16        10101100.00010000.10011110.00 010000',
        'Netmask:   255.255.255.192 = 26 11111111.11111111.11111111.11 000000',
        'Wildcard:  0.0.0.63             00000000.00000000.00000000.00 111111',
        '=>',
        'Network:   172.16.158.0/26      10101100.00010000.10011110.00 000000',
        'HostMin:   172.16.158.1         10101100.00010000.10011110.00 000001',
        'HostMax:   172.16.158.62        10101100.00010000.10011110.00 111110',
        'Broadcast: 172.16.158.63        10101100.00010000.10011110.00 111111',
        'Hosts/Net: 62',
        '',
      ].join('\n'),
    )
    expect(await shell.run('k8s-w1', 'ipcalc 300.1.1.1')).toEqual({ exit: 1, text: 'INVALID ADDRESS: 300.1.1.1\n' })
  })

  test('an unknown place is refused with those that there are', async () => {
    const shell = new Shell()
    await expect(shell.type('nobody', 'ls')).rejects.toThrow('there is no namespace "nobody"')
  })
})

describe('hostile input', () => {
  test.each([
    ['a fork bomb', ':(){ :|:& };:'],
    ['an endless loop', 'while true; do :; done'],
    ['endless output', 'while true; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'],
    ['a string that doubles', 'x=a; while true; do x=$x$x; done'],
    ['a brace bomb', 'echo {1..100000}{1..100000}'],
    ['a broken line', 'if true; then ((('],
  ])('%s comes to an end, and the shell goes on', async (_, line) => {
    const shell = new Shell()
    const { exit, text } = await shell.run('k8s-w1', line)
    expect(exit).not.toBe(0)
    expect(text.length).toBeLessThan(3_000_000)
    expect((await shell.run('k8s-w1', 'echo alive')).text).toBe('alive\n')
  })

  test('control sequences that could do more than colour are spelled out', async () => {
    const shell = new Shell()
    const { text } = await shell.run('k8s-w1', "printf '\\033]0;title\\007\\033[31mred\\033[0m\\033[6n\\n'")
    expect(text).toBe('^[]0;title^G\u001b[31mred\u001b[0m^[[6n\n')
  })
})
