import type { OutputSink, ProcessHandle } from './simulation-api'
import type { System, Wait } from './kernel-api'
import { timerWheelBucket } from './timers'

/** Exit status of a program that Ctrl-C ended. */
export const INTERRUPTED = 130

/** A running program. */
export interface Process extends ProcessHandle {
  exitStatus: number | undefined
  readonly program: Generator<Wait, number, undefined>
  readonly system: System
  readonly output: OutputSink
  wait: Wait | undefined
  /** When it may go on at the earliest: woken programs are not scheduled at once. */
  readyNs: number
}

/** Programs in the order in which they were started; few run at a time. */
export class Processes {
  private running: Process[] = []

  add(process: Process): void {
    this.running.push(process)
  }

  /** The next program that can go on, and when. A waiting one can when a socket of its is readable or its time has come. */
  next(nowNs: number): { readonly process: Process; readonly atNs: number } | undefined {
    let best: { process: Process; atNs: number } | undefined
    for (const process of this.running) {
      const atNs = resumeTime(process, nowNs)
      if (best === undefined || atNs < best.atNs) best = { process, atNs }
    }
    return best
  }

  /** Runs a program to its next wait or its end. Its system calls take time: `now` is asked when they are done. */
  resume(process: Process, now: () => number): void {
    const step = process.program.next()
    const nowNs = now()
    if (step.done === true) this.end(process, step.value)
    else {
      const { inTicks, untilNs, ...wait } = step.value
      process.wait = { ...wait, untilNs: inTicks === true && untilNs < Infinity ? timerWheelBucket(nowNs, untilNs).expiryNs : untilNs }
      process.readyNs = nowNs
    }
  }

  interrupt(process: Process): void {
    if (process.exitStatus !== undefined) return
    process.program.return(process.system.interruptStatus)
    // its last words may have settled it
    this.end(process, process.system.interruptStatus)
  }

  /** Whether a program has been woken and waits for the processor; one that only watches takes none. */
  isAnyWoken(nowNs: number): boolean {
    return this.running.some((process) => process.wait?.isAside !== true && resumeTime(process, nowNs) <= nowNs)
  }

  /** Lets every program that only watches see what there is, while time stands still. */
  runWatchers(nowNs: number): void {
    for (const process of this.running) while (isWatching(process)) this.resume(process, () => nowNs)
  }

  private end(process: Process, exitStatus: number): void {
    process.exitStatus = exitStatus
    this.running = this.running.filter((other) => other !== process)
  }
}

function isWatching({ exitStatus, wait }: Process): boolean {
  return exitStatus === undefined && wait?.isAside === true && wait.sockets?.some((socket) => socket.readable) === true
}

function resumeTime(process: Process, nowNs: number): number {
  const { wait } = process
  if (wait === undefined) return process.readyNs
  if (wait.sockets?.some((socket) => socket.readable) === true) return Math.max(nowNs, process.readyNs)
  return Math.max(wait.untilNs, process.readyNs)
}
