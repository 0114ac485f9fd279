import type { PlacedCommand } from './fault'

/** A command that was typed and that changed the lab, with all that it read: enough to do it again in a lab built anew. */
export interface TypedChange extends PlacedCommand {
  /** A byte string (core/base/byte-string.ts). */
  readonly stdin?: string
  /** Byte strings by the paths that the command named. */
  readonly files?: Readonly<Record<string, string>>
}

export function isSameChange(one: TypedChange, other: TypedChange): boolean {
  return JSON.stringify([one.netns, one.command, one.stdin, one.files]) === JSON.stringify([other.netns, other.command, other.stdin, other.files])
}
