import type { Result } from '../base/result'
import type { NetlinkOfNetns, Program, SegmentAdmin, System } from '../engine/kernel-api'

/** System calls that change what is configured; what only forgets (flushing caches, conntrack) is running state. */
type Writer<T> = { [K in keyof T]-?: T[K] extends (...args: never[]) => Result<void, unknown> ? K : never }[keyof T]

const WRITERS: Readonly<Record<Writer<NetlinkOfNetns>, true>> = {
  setLink: true,
  addAddress: true,
  deleteAddress: true,
  addRoute: true,
  replaceRoute: true,
  deleteRoute: true,
  addRule: true,
  deleteRule: true,
  setNeighbour: true,
  deleteNeighbour: true,
  setSysctl: true,
  iptablesCommand: true,
  ipsetAdd: true,
  ipsetDelete: true,
  ipsetCreate: true,
  ipsetDestroy: true,
  fdbAdd: true,
  fdbDelete: true,
  setWireguard: true,
}

const SEGMENT_WRITERS: Readonly<Record<Writer<SegmentAdmin>, true>> = {
  appendFilter: true,
  deleteFilter: true,
  setSourceDestinationCheck: true,
}

/** Told of the system in which something has been changed. */
type OnWrite = (system: System) => void

/** The same program; `onWrite` is called each time that it has changed something, with what it changed it in, `onEnter` when it goes on in another namespace. */
export function watchWrites(program: Program, onWrite: OnWrite, onEnter: (netns: string, program: string) => void): Program {
  return (system, argv) => program(watchedSystem(system, onWrite, onEnter), argv)
}

function watchedSystem(system: System, onWrite: OnWrite, onEnter: (netns: string, program: string) => void): System {
  const wrote = (): void => onWrite(system)
  const watched = watchedObject(system, Object.keys(WRITERS) as Writer<System>[], wrote)
  Object.defineProperty(watched, 'segments', {
    value: () =>
      system.segments().map((segment) => {
        const admin = watchedObject(segment, Object.keys(SEGMENT_WRITERS) as Writer<SegmentAdmin>[], wrote)
        Object.defineProperty(admin, 'flushFilters', {
          value: () => {
            segment.flushFilters()
            wrote()
          },
        })
        return admin
      }),
  })
  Object.defineProperty(watched, 'interruptStatus', {
    get: () => system.interruptStatus,
    set: (status: number) => {
      system.interruptStatus = status
    },
  })
  Object.defineProperty(watched, 'enter', {
    value: (netns: string, program: string) => {
      const entered = system.enter(netns, program)
      if (entered) onEnter(netns, program)
      return entered && watchedSystem(entered, onWrite, onEnter)
    },
  })
  return watched
}

/** The object seen through: every call is its own, and those named tell of their success. */
function watchedObject<T extends object>(target: T, names: readonly Writer<T>[], onWrite: () => void): T {
  const watched = Object.create(target) as T
  for (const name of names) {
    const call = target[name] as (...args: readonly unknown[]) => Result<void, unknown>
    Object.defineProperty(watched, name, {
      value: (...args: readonly unknown[]) => {
        const result = Reflect.apply(call, target, args)
        if (result.ok) onWrite()
        return result
      },
    })
  }
  return watched
}
