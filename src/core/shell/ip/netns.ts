import type { Program, System } from '../../engine/kernel-api'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import type { IpContext } from './context'
import type { Words } from './words'
import { IpFailure, matchAbbreviation, notModelled } from './words'

/** A program that goes on in another namespace. */
export interface Elsewhere {
  readonly system: System
  readonly argv: readonly string[]
}

/** `ip netns`: list, identify, pids and exec. A node sees its own pods, a pod nobody. */
export function ipNetns({ system }: IpContext, words: Words): Elsewhere | undefined {
  const verb = words.isEmpty ? 'list' : matchAbbreviation(words.peek() ?? '', ['list', 'show', 'lst', 'add', 'set', 'attach', 'delete', 'identify', 'pids', 'exec', 'monitor', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip netns help".\n`, 255)
  words.take()
  switch (verb) {
    case 'list':
    case 'show':
    case 'lst':
      system.stdout(visibleNamespaces(system).map((name, id) => `${name} (id: ${id})\n`).join(''))
      return undefined
    case 'identify':
      if (system.netnsKind === 'pod') system.stdout(`${system.netnsName}\n`)
      return undefined
    case 'pids':
      // a pod's pause container, and nothing that Hopscope would know of
      namespaceNamed(system, words.value())
      return undefined
    case 'exec':
      return elsewhere(system, words)
    case 'help':
      system.stdout(helpText(IP))
      return undefined
    default:
      return notModelled(`"ip netns ${verb}"`, 'namespaces are those of the lab’s pods: kubectl run brings one, and kubectl delete pod takes one away')
  }
}

/** The namespaces under /var/run/netns: those of a node's pods. */
export function visibleNamespaces(system: System): readonly string[] {
  if (system.netnsKind !== 'node') return []
  return system.links().flatMap(({ spec }) => (spec.kind === 'ethernet' && spec.attachedTo.kind === 'peer' ? [spec.attachedTo.netns] : []))
}

/** The system as a program in that namespace sees it. */
export function namespaceNamed(system: System, name: string, program = 'ip'): System {
  const entered = visibleNamespaces(system).includes(name) ? system.enter(name, program) : undefined
  if (!entered) throw new IpFailure(`Cannot open network namespace "${name}": No such file or directory\n`, 255)
  return entered
}

function elsewhere(system: System, words: Words): Elsewhere {
  const name = words.take()
  if (name === undefined) throw new IpFailure('No netns name specified\n', 1)
  const argv = words.rest()
  if (argv.length === 0) throw new IpFailure('No command specified\n', 1)
  return { system: namespaceNamed(system, name, argv[0]), argv }
}

/** Runs the program there; its exit status is ip's. */
export function* runElsewhere({ system, argv }: Elsewhere, programNamed: (name: string) => Program): ReturnType<Program> {
  return yield* programNamed(argv[0] ?? '')(system, argv)
}
