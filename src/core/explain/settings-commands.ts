import type { LabSettings } from '../model/lab-settings'

/**
 * What to type, on any node, for a change of the cluster's settings: mode, scope, natOutgoing, WireGuard. `poolNames` are the
 * pools that give addresses to pods. Nothing is typed for the release of Calico, the fabric and the network's MTU: they are
 * no resources of the cluster.
 */
export function settingsCommands(before: LabSettings, after: LabSettings, poolNames: readonly string[]): readonly string[] {
  const isMode = before.mode !== after.mode || before.scope !== after.scope
  const wireguardEnabled = after.mode === 'wireguard'
  const pool = { ...(isMode && !wireguardEnabled ? poolModes(after) : {}), ...(before.natOutgoing === after.natOutgoing || after.natOutgoing === 'by-pool' ? {} : { natOutgoing: after.natOutgoing }) }
  return [
    ...((before.mode === 'wireguard') === wireguardEnabled ? [] : [`calicoctl patch felixconfiguration default --type=merge -p ${quoted({ wireguardEnabled })}`]),
    ...(Object.keys(pool).length === 0 ? [] : poolNames.map((name) => `calicoctl patch ippool ${name} -p ${quoted(pool)}`)),
  ]
}

function poolModes({ mode, scope }: LabSettings): Readonly<Record<'ipipMode' | 'vxlanMode', string>> {
  const on = scope === 'always' ? 'Always' : 'CrossSubnet'
  return { ipipMode: mode === 'ipip' ? on : 'Never', vxlanMode: mode === 'vxlan' ? on : 'Never' }
}

function quoted(spec: object): string {
  return `'${JSON.stringify({ spec })}'`
}
