import { ByteBuffer } from './byte-buffer'
import type { CapturedPacket } from './pcap'

export interface CaptureInterface {
  readonly name: string
  readonly description: string
  readonly linkType: number
}

export interface DirectedPacket extends CapturedPacket {
  /** Index into the interfaces. */
  readonly interfaceIndex: number
  readonly direction: 'in' | 'out'
}

/** Block types and options of draft-ietf-opsawg-pcapng. */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, enhancedPacket: 6, decryptionSecrets: 10 } as const
const OPTION = { end: 0, comment: 1, sectionApplication: 4, interfaceName: 2, interfaceDescription: 3, timestampResolution: 9, packetFlags: 2 } as const
/** Secrets type of a WireGuard key log. */
const WIREGUARD_KEY_LOG = 0x57474b4c
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const SNAPSHOT_BYTES = 262144
const DIRECTION_FLAGS = { in: 1, out: 2 } as const

export interface CaptureRemarks {
  readonly application: string
  /** Shown by Wireshark as the capture's comment. */
  readonly comment?: string
  /** In the format of Wireshark's WireGuard key log; empty: there is none. */
  readonly wireguardKeyLog: string
}

/** A capture of many interfaces, each named and described, with nanosecond times; packets are in the order given. */
export function pcapngFile(remarks: CaptureRemarks, interfaces: readonly CaptureInterface[], packets: Iterable<DirectedPacket>): Uint8Array {
  const file = new ByteBuffer()
  writeBlock(file, BLOCK.section, (block) => {
    block.u32(BYTE_ORDER_MAGIC)
    block.u16(1)
    block.u16(0)
    block.u32(0xffffffff)
    block.u32(0xffffffff)
    if (remarks.comment !== undefined) writeOption(block, OPTION.comment, asciiBytes(remarks.comment))
    writeOption(block, OPTION.sectionApplication, asciiBytes(remarks.application))
    writeOption(block, OPTION.end, new Uint8Array(0))
  })
  if (remarks.wireguardKeyLog !== '') writeSecrets(file, asciiBytes(remarks.wireguardKeyLog))
  for (const one of interfaces) {
    writeBlock(file, BLOCK.interface, (block) => {
      block.u16(one.linkType)
      block.u16(0)
      block.u32(SNAPSHOT_BYTES)
      writeOption(block, OPTION.interfaceName, asciiBytes(one.name))
      writeOption(block, OPTION.interfaceDescription, asciiBytes(one.description))
      writeOption(block, OPTION.timestampResolution, Uint8Array.of(9))
      writeOption(block, OPTION.end, new Uint8Array(0))
    })
  }
  for (const packet of packets) {
    writeBlock(file, BLOCK.enhancedPacket, (block) => {
      block.u32(packet.interfaceIndex)
      block.u32(Math.floor(packet.timeNs / 0x1_0000_0000))
      block.u32(Math.floor(packet.timeNs % 0x1_0000_0000))
      block.u32(packet.bytes.length)
      block.u32(packet.bytes.length)
      block.bytes(packet.bytes)
      block.padToWord()
      writeOption(block, OPTION.packetFlags, Uint8Array.of(DIRECTION_FLAGS[packet.direction], 0, 0, 0))
      writeOption(block, OPTION.end, new Uint8Array(0))
    })
  }
  return file.finish()
}

/** They come before the packets that they open. */
function writeSecrets(file: ByteBuffer, secrets: Uint8Array): void {
  writeBlock(file, BLOCK.decryptionSecrets, (block) => {
    block.u32(WIREGUARD_KEY_LOG)
    block.u32(secrets.length)
    block.bytes(secrets)
    block.padToWord()
  })
}

function writeBlock(file: ByteBuffer, type: number, writeBody: (block: ByteBuffer) => void): void {
  const body = new ByteBuffer()
  writeBody(body)
  const totalBytes = body.length + 12
  file.u32(type)
  file.u32(totalBytes)
  file.bytes(body.finish())
  file.u32(totalBytes)
}

function writeOption(block: ByteBuffer, code: number, value: Uint8Array): void {
  block.u16(code)
  block.u16(value.length)
  block.bytes(value)
  block.padToWord()
}

/** Names of labs are ASCII; anything else is written as `?`. */
function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => (character.charCodeAt(0) < 128 ? character.charCodeAt(0) : 63))
}
