import { describe, expect, test } from 'vitest'
import { Shell } from './shell'

const ETH0_OF_POD = '172.16.158.16/32'

describe('a shell that kubectl exec starts in a pod', () => {
  test('is typed in until exit, with the pod’s network, name and files', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'cd /tmp; x=node; echo here > /tmp/where')
    expect(await shell.run('k8s-w1', 'kubectl exec -it pod-w1-a -- bash')).toEqual({ exit: 0, text: '' })
    expect(shell.prompt).toBe('root@pod-w1-a:/# ')
    expect((await shell.run('k8s-w1', 'ip -br addr show eth0 | grep -c 172.16.158.16; hostname; echo "<$x>"; cat /tmp/where')).text).toBe('1\npod-w1-a\n<>\ncat: /tmp/where: No such file or directory\n')
    expect((await shell.run('k8s-w1', 'ping -c 1 172.16.34.9 | grep -c ttl=62')).text).toBe('1\n')
    expect(await shell.run('k8s-w1', 'exit')).toEqual({ exit: 0, text: 'exit\n' })
    expect(shell.prompt).toBe('root@k8s-w1:/tmp# ')
    expect((await shell.run('k8s-w1', 'echo $x; cat where')).text).toBe('node\nhere\n')
  })

  test('hands its exit status on, and the line that started it goes on', async () => {
    const shell = new Shell()
    expect((await shell.run('k8s-w1', 'kubectl exec -it pod-w1-a -- sh && echo well || echo "ended with $?"')).text).toBe('')
    expect(shell.prompt).toBe('/ # ')
    await shell.run('k8s-w1', 'cd /root; false')
    expect(shell.prompt).toBe('~ # ')
    expect((await shell.run('k8s-w1', 'exit')).text).toBe('command terminated with exit code 1\nended with 1\n')
    await shell.run('k8s-w1', 'kubectl exec -it pod-w1-a -- bash && echo well')
    expect((await shell.run('k8s-w1', 'exit 0')).text).toBe('exit\nwell\n')
  })

  test('is found by completion, and can be started in a shell that was', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'kubectl exec -it pod-w1-a -- bash')
    expect(shell.terminals.complete(1, 'k8s-w1', 'ip link show dev ').words).toEqual(['eth0', 'lo', 'tunl0'])
    await shell.run('k8s-w1', 'kubectl exec -it pod-w0-b -- bash')
    expect((await shell.run('k8s-w1', 'hostname')).text).toBe('pod-w0-b\n')
    await shell.run('k8s-w1', 'exit')
    expect((await shell.run('k8s-w1', 'hostname')).text).toBe('pod-w1-a\n')
    await shell.run('k8s-w1', 'exit')
    expect(shell.prompt).toBe('root@k8s-w1:~# ')
  })

  test('ends with Ctrl-C what runs in it, and not itself; a terminal that is closed ends both', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'kubectl exec -it pod-w1-a -- bash')
    let exit: number | undefined
    void shell.type('k8s-w1', 'ping 172.16.34.9').then((status) => (exit = status))
    await shell.passUntil(() => shell.text(1).includes('icmp_seq=2'))
    shell.terminals.interrupt(1)
    await shell.passUntil(() => exit !== undefined)
    expect(shell.prompt).toBe('root@pod-w1-a:/# ')
    void shell.type('k8s-w1', 'ping 172.16.34.9')
    await shell.passUntil(() => shell.text(1).includes('icmp_seq=2'))
    shell.terminals.close(1)
    await shell.passUntil(() => !shell.terminals.isLive)
    expect((await shell.run('k8s-w1', 'hostname', 2)).text).toBe('k8s-w1\n')
  })

  test('works off a script given with -c, or piped in, pipes and all', async () => {
    const shell = new Shell()
    const said = async (line: string): Promise<string> => (await shell.run('k8s-w1', line)).text
    expect(await said(`kubectl exec pod-w1-a -- sh -c 'ip -br addr | grep -c ${ETH0_OF_POD}; hostname'`)).toBe('1\npod-w1-a\n')
    expect(await said(`kubectl exec pod-w1-a -- bash -c 'for i in 1 2; do echo $i $HOSTNAME; done' | tail -1`)).toBe('2 pod-w1-a\n')
    expect(await said(`echo 'hostname; ip rule | wc -l' | kubectl exec -i pod-w1-a -- sh`)).toBe('pod-w1-a\n3\n')
    expect(await said(`x=$(kubectl exec pod-w1-a -- sh -c 'hostname; exit 3'); echo "$x $?"`)).toBe('command terminated with exit code 3\npod-w1-a 3\n')
    expect(await said('kubectl exec pod-w1-a -- sh; echo $?')).toBe('0\n')
    expect(await said('kubectl exec -it pod-none -- sh')).toBe('Error from server (NotFound): pods "pod-none" not found\n')
  })

  test('shows what a ping in it prints as it goes, and whose answer the line waited for', async () => {
    const shell = new Shell()
    void shell.type('k8s-w1', "kubectl exec pod-w1-a -- sh -c 'ping 172.16.34.9'")
    await shell.passUntil(() => shell.text(1).includes('icmp_seq=2'))
    shell.terminals.close(1)
    await shell.run('k8s-w1', 'kubectl exec pod-w1-a -- ping -c 1 172.16.34.9 > /dev/null', 2)
    const names = [...shell.ranIn].map((index) => shell.session.network.namespaces[index]?.name)
    expect(names).toEqual(['pod-w1-a'])
  })
})

describe('ip netns exec', () => {
  test('starts a shell whose network alone is another', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'cd /tmp; x=node')
    await shell.run('k8s-w1', 'ip netns exec pod-w1-a bash')
    expect(shell.prompt).toBe('root@k8s-w1:/tmp# ')
    expect((await shell.run('k8s-w1', `ip -br a | grep -c ${ETH0_OF_POD}; echo $x; pwd`)).text).toBe('1\nnode\n/tmp\n')
    await shell.run('k8s-w1', 'exit')
    expect((await shell.run('k8s-w1', `ip -br a | grep -c ${ETH0_OF_POD}`)).text).toBe('0\n')
    expect((await shell.run('k8s-w1', `ip netns exec pod-w1-a sh -c 'ip -br a | grep -c ${ETH0_OF_POD}; pwd'`)).text).toBe('1\n/tmp\n')
    expect((await shell.run('k8s-w1', 'ip netns exec pod-w1-a ping -c 1 -q 172.16.34.9')).text).toContain('1 received')
    expect((await shell.run('k8s-w1', 'ip netns exec nobody bash')).text).toBe('Cannot open network namespace "nobody": No such file or directory\n')
  })
})

test('a bash in a bash is left by exit; one behind or in a pipe reads nothing', async () => {
  const shell = new Shell()
  await shell.run('k8s-w1', 'bash')
  expect((await shell.run('k8s-w1', 'exit')).text).toBe('exit\n')
  expect((await shell.run('k8s-w1', 'bash & wait; bash | cat; echo alive')).text).toMatch(/alive\n/)
  for (let i = 0; i < 40; i++) await shell.run('k8s-w1', 'bash')
  expect((await shell.run('k8s-w1', 'hostname')).text).toBe('k8s-w1\n')
})
