import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { BgpSession } from '../../model/bgp'
import { formatIpv4 } from '../../wire/ipv4-address'
import { sinceText } from '../birdcl/since'
import type { ClusterAdmin } from '../cluster-admin'
import { boxTable } from '../resources/box-table'

const PEER_TYPES: Readonly<Record<BgpSession['kind'], string>> = { Mesh: 'node-to-node mesh', Global: 'global', Node: 'node specific' }

/** `calicoctl node status`: BIRD's sessions on the node where it is typed (calicoctl/commands/node/status.go). */
export function nodeStatus(system: System, admin: ClusterAdmin): Result<void, string> {
  if (system.netnsKind !== 'node') return err('Calico process is not running.')
  const bgp = admin.bgpOf(system.netnsName)
  if (!bgp) {
    system.stdout('Calico process is running.\n\nThe BGP backend process (BIRD) is not running.\n\n')
    return ok(undefined)
  }
  const rows = bgp.sessions.map((session) => [
    formatIpv4(session.peer),
    PEER_TYPES[session.kind],
    session.isEstablished ? 'up' : 'start',
    sinceText(system.nowNs()),
    session.isEstablished ? 'Established' : 'Connect',
  ])
  const table = rows.length === 0 ? 'No IPv4 peers found.\n' : boxTable(['PEER ADDRESS', 'PEER TYPE', 'STATE', 'SINCE', 'INFO'], rows)
  system.stdout(`Calico process is running.\n\nIPv4 BGP status\n${table}\nIPv6 BGP status\nNo IPv6 peers found.\n\n`)
  return ok(undefined)
}
