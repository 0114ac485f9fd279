import { utf8Bytes } from './byte-text'
import { GoRand } from './go-rand'

/** FNV-1 (not 1a), 32 bits: the seed of a node's block choice. */
export function fnv1(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of utf8Bytes(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0
  return hash
}

/**
 * The index of the block that a node claims first in a pool of `blocks` blocks; taken ones are passed over upwards,
 * wrapping (libcalico-go/lib/ipam/ipam_block_reader_writer.go, randomBlockGenerator).
 */
export function firstBlockIndex(node: string, blocks: number): number {
  return new GoRand(fnv1(node)).nextBelow(blocks)
}
