import type { Result } from '../core/base/result'
import type { CommandIo, RunningCommand } from '../core/session/running-command'
import type { ShellFiles } from './shell-files'

/** What a shell stands on: one namespace of a running lab. */
export interface ShellHost {
  readonly netns: string
  /** Names of the lab's own programs that can be started here. */
  readonly programs: readonly string[]
  /** Starts a program; the error is a sentence for the person who typed it. */
  start(argv: readonly string[], io: CommandIo): Result<RunningCommand, string>
  /** Resolves with the exit status when the command has ended; simulated time passes meanwhile. */
  ended(command: RunningCommand): Promise<number>
  /** Simulated time, in nanoseconds. */
  nowNs(): number
  /** Another namespace by its index, as a shell of the same terminal stands on it. */
  placeAt(netns: number): ShellPlace | undefined
}

/** A namespace and the files there: what a shell stands on. */
export interface ShellPlace {
  readonly host: ShellHost
  readonly files: ShellFiles
}

/** Where a shell's text goes as it comes: both streams, as on a terminal. */
export type Print = (text: string) => void
