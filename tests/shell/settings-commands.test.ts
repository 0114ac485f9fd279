import { describe, expect, test } from 'vitest'
import { settingsCommands } from '../../src/core/explain/settings-commands'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import type { LabSettings } from '../../src/core/model/lab-settings'
import type { Cluster } from '../../src/core/model/cluster'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { openBuiltIn, typed } from './lab-shell'

/** What a command writes beside the model is shown and shapes nothing. */
function withoutKept({ kept: _kept, ...cluster }: Cluster): Omit<Cluster, 'kept'> {
  return cluster
}

const CHOICES = ENCAPSULATION_MODES.flatMap((mode) => ENCAPSULATION_SCOPES.flatMap((scope) => [true, false].map((natOutgoing) => ({ mode, scope, natOutgoing }))))

describe('the commands of a change of settings', () => {
  test.each(BUILT_IN_LABS)('make the same cluster as the switch does, from each to each, in the lab $name', ({ name }) => {
    const [switched, commanded] = [openBuiltIn(name), openBuiltIn(name)]
    const node = switched.cluster.nodes[0]?.name ?? ''
    const pools = switched.cluster.pools.map((pool) => pool.name)
    // a walk that goes from every choice to others, in both directions
    for (const choice of [...CHOICES, ...CHOICES.toReversed(), ...CHOICES.filter((_, i) => i % 3 === 0)]) {
      const before = commanded.settings
      const after: LabSettings = { ...before, ...choice }
      switched.change(after, [])
      for (const command of settingsCommands(before, after, pools)) expect(typed(commanded, node, command)).toMatchObject({ exit: 0 })
      expect(withoutKept(commanded.cluster)).toEqual(withoutKept(switched.cluster))
      expect(commanded.settings).toEqual(switched.settings)
    }
  })

  test('are none where the cluster stays as it is', () => {
    const { settings } = openBuiltIn('two-subnets')
    expect(settingsCommands(settings, settings, ['p'])).toEqual([])
    expect(settingsCommands(settings, { ...settings, fabric: 'aws', mtuBytes: 1400, calicoVersion: 'v3.30' }, ['p'])).toEqual([])
    expect(settingsCommands(settings, { ...settings, mode: 'wireguard' }, ['p'])).toEqual([`calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`])
    expect(settingsCommands(settings, { ...settings, scope: 'cross-subnet', natOutgoing: false }, ['p'])).toEqual([`calicoctl patch ippool p -p '{"spec":{"ipipMode":"CrossSubnet","vxlanMode":"Never","natOutgoing":false}}'`])
  })
})
