import { describe, expect, test } from 'vitest'
import { Shell } from './shell'

/** A line comes to its end by itself, says no more than a person can read, and the shell goes on. */
async function endsBounded(line: string): Promise<{ readonly exit: number; readonly text: string }> {
  const shell = new Shell()
  const ran = await shell.run('k8s-w1', line)
  expect(ran.text.length).toBeLessThan(3_000_000)
  expect((await shell.run('k8s-w1', 'echo alive')).text).toBe('alive\n')
  return ran
}

describe('a line that would never end, or fill the memory, is stopped with a word', () => {
  test.each([
    ["awk 'BEGIN{while(1){}}'", 'exceeded maximum iterations'],
    ["sed ':a;ba' <<< x", 'exceeded maximum iterations'],
    ['seq 1 100000000 | tail -1', 'limit exceeded'],
    ["printf '%999999999d' 1 | wc -c", 'limit exceeded'],
    ["jq -n '[range(1e9)]|length'", 'limit exceeded'],
    ["jq -n 'def f: f; f'", 'limit exceeded'],
    ['x=a; for i in {1..40}; do x=$x$x; done; echo ${#x}', 'limit exceeded'],
    ['f(){ f; }; f', 'maximum recursion depth'],
    ['bash -c "while true; do true; done"', 'too many commands executed'],
    ['until false; do :; done', 'too many commands executed'],
  ])('%s', async (line, said) => {
    const { exit, text } = await endsBounded(line)
    expect(exit).not.toBe(1)
    expect(text).toContain(said)
    expect(text).not.toContain('executionLimits')
  })
})

describe('an expression that takes for ever to be tried is not tried for ever', () => {
  test.each([
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep -E '(a+)+$'",
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | sed -E 's/(a|aa)+$/x/'",
    "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | awk '/(a*)*c/{print}'",
  ])('%s', async (line) => {
    await endsBounded(line)
  })
})

test('jobs are counted: more than a shell may have are refused, and those that run can be ended', async () => {
  const shell = new Shell()
  const { exit, text } = await shell.run('k8s-w1', 'for i in {1..3000}; do sleep 1000 & done')
  expect(exit).toBe(130)
  expect(text).toContain('bash: fork: retry: Resource temporarily unavailable\n')
  const { text: listed } = await shell.run('k8s-w1', 'jobs | wc -l')
  expect(Number(listed)).toBe(64)
  shell.terminals.close(1)
  expect((await shell.run('k8s-w1', 'echo alive', 2)).text).toBe('alive\n')
})

test('a thousand terminals can be open, each alive', async () => {
  const shell = new Shell()
  const places = shell.session.network.namespaces.map(({ name }) => name)
  for (let terminal = 1; terminal <= 1000; terminal++) expect(shell.terminals.terminal(terminal, places[terminal % places.length] ?? '').ok).toBe(true)
  expect((await shell.run('k8s-w1', 'hostname', 2001)).text).toBe('k8s-w1\n')
  shell.terminals.closeAll()
  expect(shell.terminals.isLive).toBe(false)
})

test('a disk that is full says so, and the shell goes on', async () => {
  const shell = new Shell()
  const { text } = await shell.run('k8s-w1', 'for i in {1..40}; do printf "%1000000d" 1 > /tmp/$i; done')
  expect(text).toMatch(/^bash: .+\n$/)
  expect((await shell.run('k8s-w1', 'rm /tmp/*; echo alive')).text).toBe('alive\n')
})

describe('Ctrl-C', () => {
  test.each([
    ['before anything has run', 0],
    ['in the first burst', 1],
    ['between two pings', 4],
  ])('%s ends a loop of pings at once, statistics and all', async (_, bursts) => {
    const shell = new Shell()
    let exit: number | undefined
    void shell.type('pod-w0-b', 'while true; do ping -c 3 172.16.158.16; done').then((status) => (exit = status))
    for (let i = 0; i < bursts; i++) {
      await shell.passUntil(() => shell.terminals.isLive)
      shell.terminals.advance({ maxNs: 1e9, maxEntries: 100_000 })
    }
    shell.terminals.interrupt(1)
    await shell.passUntil(() => exit !== undefined)
    expect(exit).toBe(130)
    expect((await shell.run('pod-w0-b', 'echo alive')).text).toBe('alive\n')
  })
})

describe('a hostile capture file', () => {
  /** pcap's header, then whatever comes. */
  const file = (...rest: readonly number[]): Uint8Array => Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0, ...rest])
  test.each([
    ['with a packet of two gigabytes', file(0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f)],
    ['cut in a packet’s header', file(1, 2, 3)],
    ['of garbage', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255)],
    ['that is empty', new Uint8Array(0)],
    ['of pcapng with a block of no length', Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a])],
  ])('%s is refused in tcpdump’s words', async (_, bytes) => {
    const shell = new Shell()
    expect(shell.terminals.writeFile('k8s-w1', '/tmp/x.pcap', bytes)).toBe(true)
    const { exit, text } = await shell.run('k8s-w1', 'tcpdump -nr /tmp/x.pcap')
    expect(exit).toBe(1)
    expect(text).toMatch(/tcpdump: .+/)
  })
})

describe('settings of the kernel as files', () => {
  test('are read as they are, and set what they say, to be taken back', async () => {
    const shell = new Shell()
    expect((await shell.run('k8s-w1', 'cat /proc/sys/net/ipv4/ip_forward')).text).toBe('1\n')
    expect(await shell.run('k8s-w1', 'echo 0 > /proc/sys/net/ipv4/ip_forward')).toEqual({ exit: 0, text: '' })
    expect((await shell.run('k8s-w1', 'sysctl net.ipv4.ip_forward; cat /proc/sys/net/ipv4/ip_forward')).text).toBe('net.ipv4.ip_forward = 0\n0\n')
    expect(shell.session.changes.map(({ command }) => command)).toEqual(['sysctl -n -w net/ipv4/ip_forward=0'])
    await shell.run('k8s-w1', 'sysctl -w net.ipv4.ip_forward=1')
    expect((await shell.run('k8s-w1', 'cat /proc/sys/net/ipv4/ip_forward')).text).toBe('1\n')
  })

  test('mend a fault as sysctl does', async () => {
    const shell = new Shell()
    shell.session.change(shell.session.settings, [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }])
    await shell.run('k8s-w0', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    expect(shell.session.faults).toHaveLength(1)
    await shell.run('k8s-w1', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    expect(shell.session.faults).toEqual([])
  })

  test('that there are not cannot be written', async () => {
    const shell = new Shell()
    const { exit, text } = await shell.run('k8s-w1', 'echo 1 > /proc/sys/net/ipv4/nonsense')
    expect({ exit, text }).toEqual({ exit: 1, text: 'bash: /proc/sys/net/ipv4/nonsense: No such file or directory\n' })
    expect((await shell.run('k8s-w1', 'cat /proc/sys/net/ipv4/nonsense')).exit).toBe(1)
  })
})
