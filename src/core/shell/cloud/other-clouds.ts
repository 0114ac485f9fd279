import type { Program } from '../../engine/kernel-api'

/** Command lines of clouds whose rules hold for the whole network: there is nothing to switch at one machine. */
function refused(why: string): Program {
  return function* (system, argv) {
    system.stderr(`${argv[0] ?? ''}: there is nothing to switch at one machine here: ${why}\n`)
    return 1
  }
}

export const az = refused('Azure’s network drops IPIP whatever its settings; choose the Azure fabric to see it, and VXLAN to get through: kubectl patch ippool NAME --type=merge -p \'{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}\'')
const otherwise = refused('Google’s network routes by destination; choose the Google Cloud fabric to see it, and VXLAN or IPIP in mode Always to get through. Its routes: gcloud compute routes list')

/** `gcloud compute routes list`: a VPC has one to the internet and one for each of its subnets, and none to pods. */
export const gcloud: Program = function* (system, argv) {
  const segments = system.segments().filter(({ cloudRules }) => cloudRules?.cloud === 'gcp')
  if (argv.slice(1).join(' ') !== 'compute routes list' || segments.length === 0) return yield* otherwise(system, argv)
  const toSubnets = segments.map(({ name, cidr }) => [`default-route-${name}`, 'default', cidr, 'default', '0'])
  system.stdout(table([['NAME', 'NETWORK', 'DEST_RANGE', 'NEXT_HOP', 'PRIORITY'], ['default-route', 'default', '0.0.0.0/0', 'default-internet-gateway', '1000'], ...toSubnets]))
  return 0
}

/** Columns as wide as their widest cell, two blanks apart. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('')
}
