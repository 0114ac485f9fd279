import { byteStringOf } from '../../base/byte-string'
import { LINK_TYPES } from '../../capture/link-type'
import type { LinkType } from '../../capture/link-type'
import { pcapFile } from '../../capture/pcap'
import type { CapturedPacket } from '../../capture/pcap'
import { NAMED, NUMERIC } from '../../capture/tcpdump/names'
import { TcpdumpPrinter } from '../../capture/tcpdump/printer'
import { TimeStamps } from '../../capture/tcpdump/time-stamp'
import type { System } from '../../engine/kernel-api'
import type { TcpdumpRequest } from './options'

const NUMBER_COLUMNS = 5

/** Where selected packets go: lines on standard output, a file, or both. */
export class PacketOutput {
  count = 0
  private readonly printer: TcpdumpPrinter
  private readonly stamps: TimeStamps
  private readonly written: CapturedPacket[] = []

  constructor(
    private readonly system: System,
    private readonly request: TcpdumpRequest,
    private readonly linkType: LinkType,
  ) {
    const { linkHeader, verbosity, isQuiet, absoluteSequence, isNumeric, dump, stampKind, timeDigits } = request
    const names = new Map(system.links().map(({ ifindex, spec }) => [ifindex, spec.name]))
    this.printer = new TcpdumpPrinter({ linkHeader, verbosity, quiet: isQuiet, absoluteSequence, naming: isNumeric ? NUMERIC : NAMED, ...(dump ? { dump } : {}), linkName: (ifindex) => names.get(ifindex) })
    this.stamps = new TimeStamps(stampKind, timeDigits)
  }

  get isFull(): boolean {
    return this.count >= this.request.count
  }

  /** False: the file cannot be written. */
  open(): boolean {
    return this.request.writeFile === undefined || this.write([])
  }

  take(packet: CapturedPacket): void {
    this.count++
    const { request } = this
    if (request.writeFile !== undefined) this.keep(packet)
    if (!request.prints) return
    const number = request.numbersLines ? `${String(this.count).padStart(NUMBER_COLUMNS)}  ` : ''
    this.system.stdout(`${number}${this.stamps.next(packet.timeNs)}${this.printer.packet(packet.bytes, this.linkType, packet.wireBytes)}\n`)
  }

  close(): void {
    if (this.request.writeFile !== undefined && this.request.writeFile !== '-') this.write(this.written)
  }

  private keep(packet: CapturedPacket): void {
    if (this.request.writeFile === '-') {
      const whole = this.fileOf([packet])
      this.system.stdout(byteStringOf(whole.subarray(this.fileOf([]).length)))
      return
    }
    this.written.push(packet)
    if (this.request.writesAtOnce) this.write(this.written)
  }

  private write(packets: readonly CapturedPacket[]): boolean {
    const { writeFile = '-' } = this.request
    if (writeFile !== '-') return this.system.files.write(writeFile, this.fileOf(packets))
    this.system.stdout(byteStringOf(this.fileOf(packets)))
    return true
  }

  private fileOf(packets: readonly CapturedPacket[]): Uint8Array {
    return pcapFile(LINK_TYPES[this.linkType].number, packets, this.request.timeDigits === 9 ? 'nanoseconds' : 'microseconds')
  }
}
