import { err } from '../base/result'
import type { Result } from '../base/result'
import type { CaptureContents } from './capture-contents'
import { isPcap, readPcapFile } from './read-pcap'
import { isPcapng, readPcapngFile } from './read-pcapng'

const MAGIC_BYTES = 4

/** Reads a capture file of either format. The error is what libpcap says of a file that is none. */
export function readCapture(file: Uint8Array): Result<CaptureContents, string> {
  if (file.length < MAGIC_BYTES) return err(`truncated dump file; tried to read ${MAGIC_BYTES} file header bytes, only got ${file.length}`)
  if (isPcap(file)) return readPcapFile(file)
  return isPcapng(file) ? readPcapngFile(file) : err('unknown file format')
}

/** What libpcap gives a program of a file: it goes no further than an interface that differs from the first in link type or snapshot length. */
export function asLibpcapReads(contents: CaptureContents): CaptureContents {
  const [first, ...others] = contents.interfaces
  const differing = others.find((one) => one.linkType !== first?.linkType || one.snapshotBytes !== first.snapshotBytes)
  if (!first || !differing) return contents
  const what = differing.linkType === first.linkType ? `a snapshot length ${differing.snapshotBytes} different from the snapshot length` : `a type ${differing.linkType} different from the type`
  return { ...contents, packets: contents.packets.slice(0, differing.packetsBefore), failure: `an interface has ${what} of the first interface` }
}
