import type { Program, System } from '../../engine/kernel-api'
import { visibleNamespaces } from '../ip/netns'
import { LSNS } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'

const LETTERS = lettersOf(LSNS)
/** Inodes of the first network namespace and of the next (include/linux/proc_ns.h and what Calico's first pods get). */
const ROOT_INODE = 4026531840
const FIRST_POD_INODE = 4026532220
/** A node's own processes, without its pods': of a small one, about. */
const NODE_PROCESSES = 137

interface Row {
  readonly inode: number
  readonly processes: number
  readonly pid: number
  readonly user: string
  readonly netnsId: string
  readonly file: string
  readonly command: string
}

/** `lsns -t net` of util-linux: the node's own namespace, and one a pod, which its pause container keeps. */
export const lsns: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('lsns', parsed.error, LETTERS))
    return 1
  }
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`lsns from ${toolRelease(system).utilLinux}\n`)
    return 0
  }
  const type = values.get('t')
  if (type !== 'net' || operands.length > 0) {
    system.stderr(`lsns: ${operands[0] ?? (type === undefined ? 'all types' : `type ${type}`)} is not modelled; Hopscope has lsns -t net\n`)
    return 1
  }
  system.stdout(tableText(rowsOf(system), flags.has('n')))
  return 0
}

function rowsOf(system: System): readonly Row[] {
  const own: Row =
    system.netnsKind === 'node'
      ? { inode: ROOT_INODE, processes: NODE_PROCESSES, pid: 1, user: 'root', netnsId: 'unassigned', file: '', command: '/sbin/init' }
      : { inode: FIRST_POD_INODE, processes: 1, pid: 1, user: 'root', netnsId: 'unassigned', file: '', command: 'sh' }
  const pods = visibleNamespaces(system).map((name, i): Row => ({
    inode: FIRST_POD_INODE + i * 59,
    processes: 1,
    pid: 4300 + i * 120,
    user: '65535',
    netnsId: String(i),
    file: `/run/netns/${name}`,
    command: '/pause',
  }))
  return [own, ...pods]
}

/** Each column as wide as its widest cell; numbers at the right. */
function tableText(rows: readonly Row[], withoutHeading: boolean): string {
  const columns: readonly (readonly [string, boolean, (row: Row) => string])[] = [
    ['NS', true, (row) => String(row.inode)],
    ['TYPE', false, () => 'net'],
    ['NPROCS', true, (row) => String(row.processes)],
    ['PID', true, (row) => String(row.pid)],
    ['USER', false, (row) => row.user],
    ['NETNSID', true, (row) => row.netnsId],
    ['NSFS', false, (row) => row.file],
    ['COMMAND', false, (row) => row.command],
  ]
  const table = [...(withoutHeading ? [] : [columns.map(([heading]) => heading)]), ...rows.map((row) => columns.map(([, , of]) => of(row)))]
  const widths = columns.map((_, i) => Math.max(...table.map((cells) => cells[i]?.length ?? 0)))
  const cell = (text: string, i: number): string => {
    const width = widths[i] ?? 0
    if (columns[i]?.[1]) return text.padStart(width)
    return i === columns.length - 1 ? text : text.padEnd(width)
  }
  return table.map((cells) => `${cells.map(cell).join(' ')}\n`).join('')
}
