import { describe, expect, it } from 'vitest'
import { asJson, largeLab, nodeName } from '../../tests/labs/large-lab'
import { inProcess, TWO_SUBNETS } from '../../tests/worker/in-process'
import { decodeFrame } from '../core/trace/decode'
import { Trace } from '../core/trace/trace'
import { EngineFault } from './client'
import type { EngineClient, LoadedLab } from './client'

async function withLab(): Promise<EngineClient> {
  return (await loaded()).client
}

async function loaded(): Promise<{ readonly client: EngineClient; readonly lab: LoadedLab['lab'] }> {
  const client = inProcess()
  const reply = await client.loadLab([TWO_SUBNETS], 1)
  if (reply.kind !== 'loaded') throw new Error('refused')
  return { client, lab: reply.lab }
}

describe('the engine behind the protocol', () => {
  it('loads a lab and says what it holds', async () => {
    const { lab } = await loaded()
    expect(lab.settings).toMatchObject({ mode: 'ipip', scope: 'always', natOutgoing: true, fabric: 'on-prem' })
    expect(lab.inventory.namespaces.map(({ name }) => name)).toContain('pod-w1-a')
  })

  it('describes namespaces that somebody looks at, also after a change of the lab', async () => {
    const client = inProcess()
    const text = asJson(largeLab({ nodes: 500, podsPerNode: 4, nodesPerSubnet: 250 }))
    const loaded = await client.loadLab([{ name: 'large.json', text }], 1)
    if (loaded.kind !== 'loaded') throw new Error('refused')
    const { inventory, settings } = loaded.lab
    const index = inventory.namespaces.findIndex(({ name }) => name === nodeName(3))
    expect(inventory.namespaces[index]?.links).toEqual([])
    const [described] = await client.describe([index])
    expect(described?.links.map(({ name }) => name)).toContain('tunl0')
    const { lab } = await client.changeLab({ ...settings, mode: 'vxlan' }, [], [])
    expect(lab.inventory.namespaces[index]?.links.map(({ name }) => name)).toContain('vxlan.calico')
  })

  it('refuses a broken lab with its problems, and goes on with the last good one', async () => {
    const client = await withLab()
    const refused = await client.loadLab([{ name: 'broken.yaml', text: 'kind: [' }], 1)
    expect(refused.kind).toBe('refused')
    expect(refused.kind === 'refused' && refused.problems[0]?.line).toBeGreaterThan(0)
    const { run } = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(run.outcome).toBe('delivered')
  })

  it('runs a ping whose trace the page can read at random', async () => {
    const client = await withLab()
    const { run, blocks, facts } = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    expect(run).toMatchObject({ exit: 0, outcome: 'delivered' })
    expect(run.stdout).toContain('1 packets transmitted, 1 received, 0% packet loss')
    const trace = new Trace()
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
    expect(trace.entryCount).toBe(run.endEntry)
    const kinds = Array.from({ length: trace.entryCount }, (_, index) => trace.entry(index).kind)
    expect(kinds.filter((kind) => kind === 'packet.encapsulated')).toHaveLength(2)
  })

  it('changes the encapsulation, and the next ping wears no envelope', async () => {
    const { client, lab } = await loaded()
    const first = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    const changed = await client.changeLab({ ...lab.settings, mode: 'direct' }, [], [])
    expect(changed.lab.settings.mode).toBe('direct')
    const { run, blocks, facts } = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    const trace = new Trace()
    for (const block of [...first.blocks, ...changed.blocks, ...blocks]) trace.append(block)
    trace.appendFactChanges([...first.facts, ...changed.facts, ...facts])
    const kinds = Array.from({ length: run.endEntry - run.firstEntry }, (_, index) => trace.entry(run.firstEntry + index).kind)
    expect(kinds).toContain('packet.forwarded')
    expect(kinds).not.toContain('packet.encapsulated')
  })

  it('changes the lab at a moment of the past, and the run goes on from there to another end', async () => {
    const { client, lab } = await loaded()
    const trace = new Trace()
    const keep = ({ blocks, facts }: Pick<LoadedLab, 'blocks' | 'facts'>) => {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    const before = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    keep(before)
    const changed = await client.changePast(before.run.firstEntry + 3, lab.settings, [], [{ netns: 'k8s-w0', command: 'ip route replace blackhole 172.16.158.0/24' }])
    keep(changed)
    expect(changed.run.outcome).toBe('dropped:blackhole-route')
    expect(changed.run.firstEntry).toBe(before.run.endEntry)
    expect(trace.entryCount).toBe(changed.run.endEntry)
    expect(trace.entry(changed.run.firstEntry + 2)).toMatchObject({ timeNs: trace.entry(before.run.firstEntry + 2).timeNs, kind: trace.entry(before.run.firstEntry + 2).kind })
    expect(changed.lab.changes.map(({ command }) => command)).toEqual(['ip route replace blackhole 172.16.158.0/24'])
    await expect(client.changePast(1_000_000, lab.settings, [], [])).rejects.toBeInstanceOf(EngineFault)
    expect((await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')).run.outcome).toBe('dropped:blackhole-route')
  })

  it('lists what can be broken between two pods, breaks it and mends it', async () => {
    const { client, lab } = await loaded()
    const fault = (await client.listFaults('pod-w0-b', 'pod-w1-a')).find(({ kind }) => kind === 'fabric-drops-ipip')
    if (!fault) throw new Error('no such fault')
    expect((await client.changeLab(lab.settings, [fault], [])).lab.faults).toEqual([fault])
    expect((await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')).run.outcome).toBe('dropped:fabric-filter')
    await client.changeLab(lab.settings, [], [])
    expect((await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')).run.outcome).toBe('delivered')
  })

  it('answers what a command prints, without a run', async () => {
    const client = await withLab()
    const { answers } = await client.ask('k8s-w0', ['ip rule', 'ip link show dev nothing'])
    expect(answers.map(({ exit }) => exit)).toEqual([0, 1])
    expect(answers[0]?.stdout).toContain('0:\tfrom all lookup local')
    expect(answers[1]?.stderr).toContain('nothing')
  })

  it('answers what a command printed at a moment of the past, and says whose moment it is', async () => {
    const client = await withLab()
    const { run } = await client.run('pod-w0-b', 'ping -c 1 8.8.8.8')
    const then = await client.ask('k8s-w0', ['conntrack -L'], run.firstEntry + 1)
    expect([then.isThen, then.answers[0]?.stdout, then.blocks.length]).toEqual([true, '', 0])
    const end = await client.ask('k8s-w0', ['conntrack -L'], run.endEntry)
    expect(end.answers[0]?.stdout).toContain('dst=8.8.8.8')
    expect((await client.ask('k8s-w0', ['conntrack -L'], run.endEntry + 1_000_000)).isThen).toBe(false)
  })

  it('lets a server take leave of its client before it is ended', async () => {
    const client = await withLab()
    const { blocks } = await client.run('pod-w0-b', 'nc -vz -w 2 172.16.158.16 8080', { netns: 'pod-w1-a', command: 'nc -lk 8080' })
    const trace = new Trace()
    for (const block of blocks) trace.append(block)
    const flags = Array.from({ length: trace.entryCount }, (_, index) => trace.entry(index))
      .filter(({ index, frame }) => trace.isHop(index) && frame >= 0)
      .flatMap(({ frame }) => decodeFrame(trace.frameBytes(frame), 'ethernet'))
      .flatMap((layer) => (layer.proto === 'tcp' ? [layer.flags.join(' ')] : []))
    expect(new Set(flags)).toEqual(new Set(['SYN', 'SYN ACK', 'ACK', 'FIN ACK']))
    expect(flags.at(-1)).toBe('ACK')
  })

  it('runs a server beside a client, and ends it with it', async () => {
    const client = await withLab()
    const server = { netns: 'pod-w1-a', command: 'nc -lk 8080' }
    const connect = 'nc -vz -w 2 172.16.158.16 8080'
    expect((await client.run('pod-w0-b', connect, server)).run).toMatchObject({ exit: 0, outcome: 'delivered' })
    expect((await client.run('pod-w0-b', connect)).run.stderr).toContain('Connection refused')
    await expect(client.run('pod-w0-b', connect, { ...server, netns: 'nobody' })).rejects.toThrow('nobody')
  })

  it('reports the tables of a namespace that no packet has touched, once', async () => {
    const client = await withLab()
    const look = await client.look('k8s-w2')
    expect(look.facts.some((change) => change.op === 'add' && change.fact.kind === 'route')).toBe(true)
    expect((await client.look('k8s-w2')).facts).toEqual([])
  })

  it('answers a request that cannot be with a fault, and the next one as ever', async () => {
    const client = inProcess()
    await expect(client.run('pod-w0-b', 'true')).rejects.toEqual(new EngineFault('no lab is loaded'))
    await client.loadLab([TWO_SUBNETS], 1)
    await expect(client.run('nobody', 'true')).rejects.toThrow('nobody')
    expect((await client.run('pod-w0-b', 'true')).run.exit).toBe(0)
  })

  it('serves requests in their order, also those that come while a command runs', async () => {
    const { client, lab } = await loaded()
    const order: string[] = []
    await Promise.all([
      client.run('pod-w0-b', 'ping -c 3 172.16.158.16').then(() => order.push('ping')),
      client.look('k8s-w2').then(() => order.push('look')),
      client.changeLab({ ...lab.settings, mode: 'direct' }, [], []).then(() => order.push('direct')),
    ])
    expect(order).toEqual(['ping', 'look', 'direct'])
  })

  it('stops a run that would never end', async () => {
    const client = await withLab()
    const { run } = await client.run('pod-w0-b', 'ping -i 0.01 172.16.158.16')
    expect(run.endEntry).toBeGreaterThan(100_000)
    expect(run.endEntry).toBeLessThan(300_000)
  })
})

describe('terminals behind the protocol', () => {
  interface Heard {
    text: string
    readonly trace: Trace
    readonly files: string[]
  }

  async function withTerminal(): Promise<{ readonly client: EngineClient; readonly heard: Heard }> {
    const client = inProcess()
    const reply = await client.loadLab([TWO_SUBNETS], 1)
    const heard: Heard = { text: '', trace: new Trace(), files: [] }
    heard.trace.appendFactChanges(reply.kind === 'loaded' ? reply.facts : [])
    client.onEvent((event) => {
      if (event.kind === 'printed') heard.text += event.text
      else if (event.kind === 'file-written') heard.files.push(event.path)
      else {
        for (const block of event.blocks) heard.trace.append(block)
        heard.trace.appendFactChanges(event.facts)
      }
    })
    return { client, heard }
  }

  /** Lets time pass until the promise is settled, as the page's clock does. */
  async function whileTimePasses<T>(client: EngineClient, work: Promise<T>): Promise<T> {
    const settled = { is: false }
    const done = work.finally(() => (settled.is = true))
    while (!settled.is) await client.advance(1e9)
    return done
  }

  it('a line prints as it goes, records what the page can read, and ends with its record', async () => {
    const { client, heard } = await withTerminal()
    const line = await whileTimePasses(client, client.type(1, 'pod-w0-b', 'ping -c 2 172.16.158.16 | grep seq'))
    expect(heard.text.match(/icmp_seq/g)).toHaveLength(2)
    expect(line).toMatchObject({ exit: 0, prompt: 'root@pod-w0-b:~# ', isNested: false, place: 'pod-w0-b', outcome: 'delivered', firstEntry: 0, endEntry: heard.trace.entryCount })
  })

  it('a line that pings from another namespace than its own is answered as that one is', async () => {
    const { client } = await withTerminal()
    for (const line of ['kubectl exec pod-w1-a -- ping -c 1 172.16.34.9 > /dev/null', 'ip netns exec pod-w1-a ping -c 1 172.16.34.9 | tail -2']) {
      expect(await whileTimePasses(client, client.type(1, 'k8s-w1', line))).toMatchObject({ exit: 0, outcome: 'delivered' })
    }
    expect(await client.type(1, 'k8s-w1', 'kubectl exec -it pod-w1-a -- bash')).toMatchObject({ prompt: 'root@pod-w1-a:/# ', isNested: true, place: 'pod-w1-a', outcome: 'no-traffic' })
    expect(await whileTimePasses(client, client.type(1, 'k8s-w1', 'ping -c 1 172.16.34.9'))).toMatchObject({ outcome: 'delivered' })
    expect(await client.type(1, 'k8s-w1', 'exit')).toMatchObject({ prompt: 'root@k8s-w1:~# ', isNested: false, place: 'k8s-w1' })
  })

  it('what a line does in its end, since its lab has gone, is told to nobody: it would be taken for the next lab’s', async () => {
    const { client, heard } = await withTerminal()
    void client.type(1, 'pod-w1-a', 'nc -lk 8080')
    void client.type(2, 'pod-w0-b', 'sleep 1; nc 172.16.158.16 8080')
    while (!heard.trace.entryCount) await client.advance(1e9)
    await client.advance(1e9)
    await client.loadLab([TWO_SUBNETS], 1)
    const [entries, { length }] = [heard.trace.entryCount, heard.text]
    await client.type(1, 'k8s-w1', 'true')
    expect([heard.trace.entryCount, heard.text.length]).toEqual([entries, length])
  })

  it('what is typed in one terminal is heard in the other, and a click on the page in both', async () => {
    const { client, heard } = await withTerminal()
    void client.type(2, 'k8s-w1', 'conntrack -L')
    const ping = client.type(1, 'pod-w0-b', 'ping 172.16.158.16')
    while (!heard.text.includes('icmp_seq=2')) await client.advance(1e9)
    const { blocks, facts, run } = await client.run('pod-w1-a', 'ping -c 1 172.16.34.9')
    for (const block of blocks) heard.trace.append(block)
    heard.trace.appendFactChanges(facts)
    expect([run.exit, run.endEntry]).toEqual([0, heard.trace.entryCount])
    await client.interruptTerminal(1)
    expect(await ping).toMatchObject({ exit: 0, outcome: 'delivered' })
    expect(heard.text).toContain('ping statistics')
  })

  it('a change that is typed is told, can be taken back, and no time passes for it', async () => {
    const { client } = await withTerminal()
    const line = await client.type(1, 'k8s-w1', 'ip route add 10.9.0.0/16 dev eth0')
    expect(line?.lab?.changes).toEqual([{ netns: 'k8s-w1', command: 'ip route add 10.9.0.0/16 dev eth0' }])
    const settings = line?.lab?.settings
    if (!settings) throw new Error('no settings')
    expect((await client.changeLab(settings, [], [])).lab.changes).toEqual([])
    expect((await client.ask('k8s-w1', ['ip route'])).answers[0]?.stdout).not.toContain('10.9.0.0')
  })

  it('a line that ends with a change of the past, or beside a line that changed the lab, has changed nothing itself', async () => {
    const { client, heard } = await withTerminal()
    const flow = await client.run('pod-w0-b', 'ping -c 1 172.16.158.16')
    for (const block of flow.blocks) heard.trace.append(block)
    const beside = client.type(1, 'pod-w1-a', 'ping 172.16.34.9')
    while (!heard.text.includes('icmp_seq=1')) await client.advance(1e9)
    const changing = await whileTimePasses(client, client.type(2, 'k8s-w1', 'ip route add 10.9.0.0/16 dev eth0'))
    const { settings, changes = [] } = changing?.lab ?? {}
    if (!settings) throw new Error('it changed nothing')
    await client.interruptTerminal(1)
    expect((await whileTimePasses(client, beside))?.lab).toBeUndefined()
    const ending = client.type(1, 'pod-w1-a', 'ping 172.16.158.17')
    while (!heard.text.includes('172.16.158.17: icmp_seq=1')) await client.advance(1e9)
    await client.changePast(flow.run.firstEntry + 3, settings, [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }], changes)
    expect((await whileTimePasses(client, ending))?.lab).toBeUndefined()
  })

  it('the beginning of a line is none', async () => {
    const { client } = await withTerminal()
    expect(await client.type(1, 'k8s-w1', 'for i in 1 2; do')).toBeUndefined()
    expect((await client.type(1, 'k8s-w1', 'for i in 1 2; do\necho $i; done'))?.exit).toBe(0)
  })

  it('files come and go', async () => {
    const { client, heard } = await withTerminal()
    await client.writeFile('k8s-w1', '/root/a', new Uint8Array([104, 105, 10]))
    await client.type(1, 'k8s-w1', 'cat a')
    expect([heard.text, heard.files]).toEqual(['hi\n', ['/root/a']])
    expect(await client.readFile('k8s-w1', '/root/a')).toEqual(new Uint8Array([104, 105, 10]))
    expect(await client.readFile('k8s-w1', '/root/b')).toBeUndefined()
  })

  it.each([
    ['ip ro', ['route']],
    ['ip route get 172.16.158.1', ['172.16.158.16', '172.16.158.17']],
    ['ping -I eth', ['eth0']],
    ['ip link show dev tun', ['tunl0']],
    ['ip route | gre', ['grep']],
    ['conntr', ['conntrack']],
    ['ping -', ['-c']],
  ])('completes %s', async (text, words) => {
    const { client } = await withTerminal()
    const { completions } = { completions: await client.complete(1, 'k8s-w1', text) }
    expect(completions.words).toEqual(expect.arrayContaining(words.slice(0, 1)))
    expect(completions.from).toBe(text.lastIndexOf(' ') + 1)
  })

  it('another lab ends what runs in its terminals', async () => {
    const { client } = await withTerminal()
    const ping = client.type(1, 'pod-w0-b', 'ping 172.16.158.16')
    await client.advance(1e9)
    await client.loadLab([TWO_SUBNETS], 1)
    expect((await ping)?.exit).toBe(130)
    expect((await client.type(1, 'pod-w0-b', 'true'))?.exit).toBe(0)
  })
})
