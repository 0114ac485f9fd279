import { describe, expect, it } from 'vitest'
import { required } from '../base/assert'
import { OneHost } from '../../../tests/dataplane/one-host'
import { udpPacket } from '../../../tests/dataplane/packets'
import { ip, netns, veth } from '../../../tests/dataplane/small-network'
import { NEIGHBOUR_STATES } from '../trace/entry-kinds'
import { NeighbourTable } from './neighbour'
import type { Neighbour } from './neighbour'
import type { Skb } from './skb'

const MAC = 0x0200_0000_0001
const OTHER_MAC = 0x0200_0000_0002

/** A neighbour table on its own: what it asks, sends and gives up is written down with the second since the start. */
class Table {
  readonly host = new OneHost(netns('host', [veth('eth0', '10.0.0.1/24', 'other', 'eth0')], []))
  readonly said: string[] = []
  readonly table = new NeighbourTable({
    solicit: (_, mac, forPacket) => this.say(`asks ${mac === undefined ? 'all' : mac === MAC ? 'it' : 'other'} for ${forPacket === undefined ? 'nothing' : forPacket.mark}`),
    transmit: (neighbour, skb) => this.say(`sends ${skb.mark}${neighbour.mac === MAC ? '' : ' to other'}`),
    linkFailure: (_, skb) => this.say(`fails ${skb.mark}`),
  })
  readonly neighbour: Neighbour = this.table.create(this.host.device('eth0'), ip('10.0.0.2'))
  private readonly startNs = this.host.nowNs
  private nextMark = 1

  get state(): string {
    return this.neighbour.state
  }

  packet(): Skb {
    const bytes = udpPacket({ source: '10.0.0.1', destination: '10.0.0.2' }, 1, 2)
    const skb = this.host.pool.take(bytes.length)
    skb.data.set(bytes, skb.network)
    skb.mark = this.nextMark++
    return skb
  }

  /** A packet goes there; packets are numbered from 1. */
  send(): void {
    this.table.output(this.neighbour, this.packet())
  }

  learn(state: 'REACHABLE' | 'STALE' | 'PERMANENT', { mac = MAC, override = true, byAdministrator = false } = {}): void {
    this.table.update(this.neighbour, mac, state, override, byAdministrator)
  }

  /** The states it changed to, each with the second. */
  states(): readonly string[] {
    return this.host.entries('neighbour.changed').map(({ c, timeNs }) => `${this.second(timeNs)} ${NEIGHBOUR_STATES[c] ?? '?'}`)
  }

  private say(text: string): void {
    this.said.push(`${this.second(this.host.nowNs)} ${text}`)
  }

  private second(timeNs: number): number {
    return Math.round((timeNs - this.startNs) / 1e8) / 10
  }
}

describe('an unknown neighbour', () => {
  it('is asked for three times, once a second, and then what waits fails', () => {
    const table = new Table()
    table.send()
    table.host.wait(0.5)
    table.send()
    table.host.wait(20)
    expect(table.said).toEqual(['0 asks all for 1', '1 asks all for 2', '2 asks all for 2', '3 fails 1', '3 fails 2'])
    expect(table.states()).toEqual(['0 INCOMPLETE', '3 FAILED'])
  })

  it('gets what waits, in order, when it answers', () => {
    const table = new Table()
    table.send()
    table.send()
    table.host.wait(0.5)
    table.learn('REACHABLE')
    table.host.wait(5)
    expect(table.said).toEqual(['0 asks all for 1', '0.5 sends 1', '0.5 sends 2'])
    expect(table.state).toBe('REACHABLE')
  })

  it('is asked for anew after it failed', () => {
    const table = new Table()
    table.send()
    table.host.wait(10)
    table.send()
    table.host.wait(10)
    expect(table.said.slice(3)).toEqual(['3 fails 1', '10 asks all for 2', '11 asks all for 2', '12 asks all for 2', '13 fails 2'])
  })

  it('has room for 101 packets; the oldest makes way', () => {
    const table = new Table()
    for (let i = 0; i < 102; i++) table.send()
    expect(table.host.drops()).toEqual(['neighbour-queue-full'])
    table.learn('REACHABLE')
    expect(table.said.slice(1, 3)).toEqual(['0 sends 2', '0 sends 3'])
    expect(table.said).toHaveLength(102)
  })
})

describe('a known neighbour', () => {
  it('is stale when it was not used for the reachable time', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '30 STALE'])
    expect(table.said).toEqual([])
  })

  it('is reachable for longer when an upper layer confirms it', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(20)
    table.table.confirm(table.neighbour)
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '50 STALE'])
  })

  it('used within the last five seconds of it, is waited for and then asked itself', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(25.5)
    table.send()
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '30 DELAY', '35 PROBE', '38 FAILED'])
    expect(table.said).toEqual(['25.5 sends 1', '35 asks it for nothing', '36 asks it for nothing', '37 asks it for nothing'])
  })

  it('used before those five seconds, is stale', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(24)
    table.send()
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '30 STALE'])
  })

  it('stale, is used at once, and asked after five seconds', () => {
    const table = new Table()
    table.learn('STALE')
    table.host.wait(1)
    table.send()
    table.host.wait(1)
    table.send()
    table.host.wait(5.5)
    table.learn('REACHABLE')
    table.host.wait(1)
    expect(table.said).toEqual(['1 sends 1', '2 sends 2', '6 asks it for nothing', '7 asks it for nothing'])
    expect(table.states()).toEqual(['0 STALE', '1 DELAY', '6 PROBE', '7.5 REACHABLE'])
  })

  it('is not asked when an upper layer confirms it while it is waited for', () => {
    const table = new Table()
    table.learn('STALE')
    table.send()
    table.host.wait(2)
    table.table.confirm(table.neighbour)
    table.host.wait(100)
    expect(table.said).toEqual(['0 sends 1'])
    expect(table.states()).toEqual(['0 STALE', '0 DELAY', '5 REACHABLE', '32 STALE'])
  })

  it('sends while it is asked', () => {
    const table = new Table()
    table.learn('STALE')
    table.send()
    table.host.wait(5.5)
    table.send()
    expect(table.said).toEqual(['0 sends 1', '5 asks it for nothing', '5.5 sends 2'])
  })

  it('keeps its address when another claims it, unless that overrides', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(1)
    table.learn('REACHABLE', { mac: OTHER_MAC, override: false })
    expect([table.neighbour.mac, table.neighbour.updatedNs]).toEqual([MAC, 1e9])
    table.learn('STALE', { mac: OTHER_MAC })
    expect([table.neighbour.mac, table.state]).toEqual([OTHER_MAC, 'STALE'])
    table.send()
    expect(table.said).toEqual(['1 sends 1 to other'])
  })

  it('stays reachable when it is merely heard of', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(10)
    table.learn('STALE')
    expect([table.state, table.neighbour.updatedNs]).toEqual(['REACHABLE', 1e9])
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '30 STALE'])
  })

  it('an answer while reachable makes the time begin anew', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(10)
    table.learn('REACHABLE')
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '40 STALE'])
  })

  it('another address while reachable is written down, and needs a proof of its own', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.host.wait(10)
    table.learn('STALE', { mac: OTHER_MAC })
    expect(table.neighbour.confirmedNs).toBe(table.host.nowNs - 60e9)
    table.learn('REACHABLE', { mac: MAC })
    table.host.wait(1)
    table.learn('REACHABLE', { mac: OTHER_MAC })
    expect(table.neighbour).toMatchObject({ mac: OTHER_MAC, state: 'REACHABLE', confirmedNs: table.host.nowNs, updatedNs: table.host.nowNs })
    const macs = table.host.facts.drain().flatMap((change) => (change.op === 'replace' && change.fact.kind === 'neighbour' ? [change.fact.mac] : []))
    expect(macs.at(-1)).toBe(OTHER_MAC)
  })
})

describe('a permanent neighbour', () => {
  it('is set and changed by an administrator only, and never asked', () => {
    const table = new Table()
    table.learn('PERMANENT', { byAdministrator: true })
    table.learn('REACHABLE', { mac: OTHER_MAC })
    table.send()
    table.host.wait(100)
    expect([table.state, table.neighbour.mac, table.said]).toEqual(['PERMANENT', MAC, ['0 sends 1']])
    table.learn('STALE', { mac: OTHER_MAC, byAdministrator: true })
    expect([table.state, table.neighbour.mac]).toEqual(['STALE', OTHER_MAC])
  })

  it('made of a reachable one stops its time', () => {
    const table = new Table()
    table.learn('REACHABLE')
    table.learn('PERMANENT', { byAdministrator: true })
    table.host.wait(100)
    expect(table.states()).toEqual(['0 REACHABLE', '0 PERMANENT'])
  })
})

describe('a neighbour that is removed', () => {
  it('takes what waits with it, and is not asked for any more', () => {
    const table = new Table()
    table.send()
    table.table.remove(table.neighbour)
    table.host.wait(10)
    expect([table.said, table.host.drops()]).toEqual([['0 asks all for 1'], ['no-such-neighbour']])
    expect(table.table.find(table.neighbour.device, table.neighbour.address)).toBe(undefined)
    expect(table.table.all()).toEqual([])
  })

  it('by somebody while it is asked, fails what waits', () => {
    const table = new Table()
    table.send()
    table.table.delete(table.neighbour)
    table.host.wait(10)
    expect(table.said).toEqual(['0 asks all for 1', '0 fails 1'])
    expect(table.table.all()).toEqual([])
  })

  it('with the whole table, loses what waits to its interface', () => {
    const table = new Table()
    table.send()
    table.table.abandon()
    table.host.wait(10)
    expect([table.said, table.host.drops()]).toEqual([['0 asks all for 1'], ['interface-down']])
  })
})

it('a table knows neighbours by interface and address', () => {
  const table = new Table()
  const other = table.table.create(table.host.device('eth0'), ip('10.0.0.3'))
  const elsewhere = table.table.create(table.host.device('lo'), ip('10.0.0.2'))
  expect(table.table.find(table.host.device('eth0'), ip('10.0.0.3'))).toBe(other)
  expect(table.table.find(table.host.device('lo'), ip('10.0.0.3'))).toBe(undefined)
  expect(table.table.all()).toEqual([table.neighbour, other, elsewhere])
  expect(required(table.table.find(table.host.device('eth0'), ip('10.0.0.2')), 'it')).toMatchObject({ state: 'NONE', mac: 0, confirmedNs: table.host.nowNs - 60e9 })
})
