import type { TraceBlock } from '../core/trace/trace'

/** What of a block can change hands instead of being copied. */
export function buffersOf(block: TraceBlock): readonly ArrayBuffer[] {
  return Object.values(block).flatMap((column) => (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : []))
}
