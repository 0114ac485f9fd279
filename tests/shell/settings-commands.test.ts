import { describe, expect, test } from 'vitest'
import { settingsCommands } from '../../src/core/explain/settings-commands'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import type { LabSettings } from '../../src/core/model/lab-settings'
import type { Cluster } from '../../src/core/model/cluster'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { LabSession } from '../../src/core/session/lab-session'
import { openBuiltIn, typed } from './lab-shell'

/** What a command writes beside the model is shown and shapes nothing. */
function withoutKept({ kept: _kept, ...cluster }: Cluster): Omit<Cluster, 'kept'> {
  return cluster
}

const CHOICES = ENCAPSULATION_MODES.flatMap((mode) => ENCAPSULATION_SCOPES.flatMap((scope) => [true, false].map((natOutgoing) => ({ mode, scope, natOutgoing }))))

const thenOf = (session: LabSession) => ({ under: session.settings, drawnOn: inventoryOf(session.network) })

/** Goes to the settings by the switch in one lab, and by the commands in its twin. */
function goBoth(switched: LabSession, commanded: LabSession, after: LabSettings): void {
  const before = thenOf(switched)
  switched.change(after, [])
  for (const command of settingsCommands(before, thenOf(switched))) expect(typed(commanded, switched.cluster.nodes[0]?.name ?? '', command)).toMatchObject({ exit: 0 })
  expect(withoutKept(commanded.cluster)).toEqual(withoutKept(switched.cluster))
  expect(commanded.settings).toEqual(switched.settings)
}

describe('the commands of a change of settings', () => {
  test.each(BUILT_IN_LABS)('make the same cluster as the switch does, from each to each, in the lab $name', ({ name }) => {
    const [switched, commanded] = [openBuiltIn(name), openBuiltIn(name)]
    // a walk that goes from every choice to others, in both directions
    for (const choice of [...CHOICES, ...CHOICES.toReversed(), ...CHOICES.filter((_, i) => i % 3 === 0)]) goBoth(switched, commanded, { ...switched.settings, ...choice })
  })

  test('give each pool what it had, where pools that differ are gone back to', () => {
    const open = () => openWith([
      ['a', '10.244.0.0/17', 'vxlanMode: CrossSubnet, natOutgoing: true'],
      ['b', '10.244.128.0/17', 'ipipMode: Always, natOutgoing: false'],
    ])
    const [switched, commanded] = [open(), open()]
    const asFile = switched.settings
    for (const after of [{ ...asFile, mode: 'ipip' as const }, { ...asFile, mode: 'ipip' as const, natOutgoing: true }, asFile]) goBoth(switched, commanded, after)
    switched.change({ ...asFile, mode: 'direct', natOutgoing: true }, [])
    const before = thenOf(switched)
    switched.change(asFile, [])
    expect(settingsCommands(before, thenOf(switched))).toEqual([
      `calicoctl patch ippool a -p '{"spec":{"ipipMode":"Never","vxlanMode":"CrossSubnet"}}'`,
      `calicoctl patch ippool b -p '{"spec":{"ipipMode":"Always","vxlanMode":"Never","natOutgoing":false}}'`,
    ])
  })

  test('are none where the cluster stays as it is', () => {
    const session = openBuiltIn('two-subnets')
    const changed = (choice: Partial<LabSettings>) => {
      const before = thenOf(session)
      session.change({ ...session.settings, ...choice }, [])
      return settingsCommands(before, thenOf(session))
    }
    expect(changed({})).toEqual([])
    expect(changed({ fabric: 'aws', mtuBytes: 1400, calicoVersion: 'v3.30' })).toEqual([])
    expect(changed({ mode: 'wireguard' })).toEqual([`calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`])
    expect(changed({ mode: 'ipip', scope: 'cross-subnet', natOutgoing: false })).toEqual([
      `calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":false}}'`,
      `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"CrossSubnet","vxlanMode":"Never","natOutgoing":false}}'`,
    ])
  })
})

function openWith(pools: readonly (readonly [name: string, cidr: string, modes: string])[]): LabSession {
  const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: n, annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}}'
  const texts = pools.map(([name, cidr, modes]) => `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: ${name}}\nspec: {cidr: ${cidr}, ${modes}}`)
  const { session } = LabSession.open([{ name: 'pools.yaml', text: [node, ...texts].join('\n---\n') }], { seed: 1 })
  if (!session) throw new Error('refused')
  return session
}
