import { addToSum, finishChecksum, pseudoHeaderSum } from '../../wire/checksum'
import type { Ipv4Header } from '../../wire/ipv4'

/** The checksum of a UDP or TCP packet over its pseudo header and bytes [start, end): 0 where the one inside is right. */
export function transportSum(ip: Ipv4Header, bytes: Uint8Array, start: number, end: number): number {
  return finishChecksum(addToSum(pseudoHeaderSum(ip.source, ip.destination, ip.protocol, end - start), bytes, start, end))
}

/** What a checksum should have been, from the sum over bytes that hold the wrong one (in_cksum_shouldbe). */
export function rightChecksum(wrong: number, sumOverIt: number): number {
  const sum = wrong + sumOverIt
  return (sum & 0xffff) + (sum >>> 16)
}

export function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(4, '0')}`
}
