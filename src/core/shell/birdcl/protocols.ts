import type { BgpView } from '../../model/bgp'
import { formatIpv4 } from '../../wire/ipv4-address'
import { sinceText } from './since'

interface ProtocolRow {
  readonly name: string
  readonly type: string
  readonly state: string
  readonly info: string
}

/** Instances that Calico's configuration always has, in its order (confd/etc/calico/confd/templates/bird.cfg.template). */
const FIXED: readonly ProtocolRow[] = [
  { name: 'static1', type: 'Static', state: 'up', info: '' },
  { name: 'kernel1', type: 'Kernel', state: 'up', info: '' },
  { name: 'device1', type: 'Device', state: 'up', info: '' },
  { name: 'direct1', type: 'Direct', state: 'up', info: '' },
]

/** `show protocols` (bird: nest/proto.c, proto_cmd_show). */
export function protocolTable(bgp: BgpView, nowNs: number): string {
  const sessions = bgp.sessions.map(({ name, isEstablished }): ProtocolRow => ({
    name,
    type: 'BGP',
    state: isEstablished ? 'up' : 'start',
    info: (isEstablished ? 'Established' : 'Connect').padEnd(14),
  }))
  return [row('name', 'proto', 'table', 'state', 'since', 'info'), ...[...FIXED, ...sessions].map(({ name, type, state, info }) => row(name, type, 'master', state, sinceText(nowNs), info))].join('')
}

function row(name: string, type: string, table: string, state: string, since: string, info: string): string {
  return `${name.padEnd(8)} ${type.padEnd(8)} ${table.padEnd(8)} ${state.padEnd(5)}  ${since.padEnd(10)}  ${info}\n`
}

/** `show protocols all [NAME]`: what each protocol is and whom it talks to; undefined: there is none of that name. */
export function protocolDetails(bgp: BgpView, nowNs: number, only: string | undefined): string | undefined {
  const [heading = '', ...rows] = protocolTable(bgp, nowNs).split('\n')
  const shown = rows.filter((line) => line !== '' && (only === undefined || line.startsWith(`${only} `)))
  if (shown.length === 0) return undefined
  const details = shown.map((line) => {
    const session = bgp.sessions.find(({ name }) => line.startsWith(`${name} `))
    return [line, ...(session ? sessionLines(bgp, session) : fixedLines(line)), '', ''].join('\n')
  })
  return `${heading}\n${details.join('')}`
}

function fixedLines(line: string): readonly string[] {
  return ['  Preference:     ' + (line.startsWith('static1') ? '200' : line.startsWith('kernel1') ? '10' : '240'), '  Input filter:   ACCEPT', `  Output filter:  ${line.startsWith('kernel1') ? 'calico_kernel_programming' : 'REJECT'}`]
}

function sessionLines(bgp: BgpView, { name, peer, asNumber, isEstablished }: BgpView['sessions'][number]): readonly string[] {
  const imported = bgp.learned.filter((route) => route.session === name).length
  const common = [
    '  Description:    Connection to BGP peer',
    '  Preference:     100',
    '  Input filter:   ACCEPT',
    '  Output filter:  calico_export_to_bgp_peers',
    ...(isEstablished ? [`  Routes:         ${imported} imported, ${bgp.own.length} exported, ${imported} preferred`] : []),
    `  BGP state:          ${isEstablished ? 'Established' : 'Connect'}`,
    `    Neighbor address: ${formatIpv4(peer)}`,
    `    Neighbor AS:      ${asNumber}`,
  ]
  if (!isEstablished) return common
  return [
    ...common,
    `    Neighbor ID:      ${formatIpv4(peer)}`,
    '    Neighbor caps:    refresh enhanced-refresh restart-aware AS4 add-path-rx add-path-tx',
    `    Session:          ${asNumber === bgp.asNumber ? 'internal' : 'external'} multihop AS4 add-path-rx add-path-tx`,
    `    Source address:   ${formatIpv4(bgp.routerId)}`,
  ]
}
