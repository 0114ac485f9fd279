import type { Program, System } from '../../engine/kernel-api'
import { byteStringOf } from '../../base/byte-string'
import { capture } from './capture'
import { interfaceList } from './interfaces'
import { parseTcpdumpOptions } from './options'
import type { TcpdumpRequest } from './options'
import { readBack } from './read-back'

/** As the release whose lines are printed says it. */
const VERSION = 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\n'

/** `tcpdump` 4.99: captures on an interface of the namespace or on all, or reads a file. It takes no simulated time. */
export const tcpdump: Program = function* (system, argv) {
  const parsed = parseTcpdumpOptions(argv.slice(1))
  if (!parsed.ok) {
    system.stderr(parsed.error)
    return 1
  }
  const request = withFilter(system, parsed.value)
  if (request === undefined) return 1
  switch (request.asks) {
    case 'interfaces':
      system.stdout(interfaceList(system))
      return 0
    case 'version':
      system.stdout(VERSION)
      return 0
    case 'packets':
      return request.readFile === undefined ? yield* capture(system, request) : readBack(system, request, request.readFile)
  }
}

/** A file's filter takes the place of the one on the command line. */
function withFilter(system: System, request: TcpdumpRequest): TcpdumpRequest | undefined {
  const { filterFile } = request
  if (filterFile === undefined) return request
  const bytes = system.files.read(filterFile)
  if (bytes !== undefined) return { ...request, filter: byteStringOf(bytes).replace(/#.*$/gm, '') }
  system.stderr(`tcpdump: can't open ${filterFile}: No such file or directory\n`)
  return undefined
}
