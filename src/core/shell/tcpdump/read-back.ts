import type { CaptureContents } from '../../capture/capture-contents'
import { compileFilter } from '../../capture/filter/filter'
import { LINK_TYPES } from '../../capture/link-type'
import type { LinkType } from '../../capture/link-type'
import { asLibpcapReads, readCapture } from '../../capture/read-capture'
import type { System } from '../../engine/kernel-api'
import { wiresharkHint } from './from-wireshark'
import type { TcpdumpRequest } from './options'
import { PacketOutput } from './packet-output'

/** Numbers in files that mean raw IP as well: some systems' own (tcpdump.org/linktypes). */
const RAW_IP_NUMBERS: ReadonlySet<number> = new Set([12, 14, LINK_TYPES['raw-ip'].number])

/** `tcpdump -r`: the packets of a file, as far as it can be read. Exit status 1: not to its end. */
export function readBack(system: System, request: TcpdumpRequest, path: string): number {
  const fail = (problem: string): 1 => {
    system.stderr(`tcpdump: ${problem}\n`)
    return 1
  }
  const file = path === '-' ? system.stdin : system.files.read(path)
  if (file === undefined) return fail(`${path}: No such file or directory`)
  const read = readCapture(file)
  if (!read.ok) return fail(read.error)
  const contents = asLibpcapReads(read.value)
  const [first] = contents.interfaces
  const number = first?.linkType ?? 0
  const linkType = linkTypeOf(number)
  const names = linkType && LINK_TYPES[linkType]
  system.stderr(`reading from file ${path}, link-type ${names ? `${names.name} (${names.description})` : number}, snapshot length ${first?.snapshotBytes ?? 0}\n`)
  if (linkType === undefined) return fail(`packet printing is not supported for link type ${number}: use -w`)
  if (linkType === 'linux-sll2') system.stderr('Warning: interface names might be incorrect\n')
  const filter = compileFilter(request.filter, linkType, 'file')
  if (!filter.ok) {
    fail(filter.error)
    system.stderr(wiresharkHint(request.filter))
    return 1
  }
  const output = new PacketOutput(system, request, linkType)
  if (!output.open()) return fail(`${request.writeFile ?? ''}: No such file or directory`)
  const isWhole = copy(contents, output, filter.value)
  output.close()
  if (request.onlyCounts) system.stdout(`${output.count} packet${output.count === 1 ? '' : 's'}\n`)
  return isWhole && contents.failure !== undefined ? fail(`pcap_loop: ${contents.failure}`) : 0
}

function linkTypeOf(number: number): LinkType | undefined {
  if (RAW_IP_NUMBERS.has(number)) return 'raw-ip'
  return (Object.keys(LINK_TYPES) as LinkType[]).find((one) => LINK_TYPES[one].number === number)
}

/** False: there were as many as asked for before the end. */
function copy({ packets }: CaptureContents, output: PacketOutput, isSelected: (packet: CaptureContents['packets'][number]) => boolean): boolean {
  for (const packet of packets) {
    if (isSelected(packet)) output.take(packet)
    if (output.isFull) return false
  }
  return true
}
