import type { Program, System } from '../../engine/kernel-api'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { printJson } from './context'
import type { IpContext } from './context'
import type { Words } from './words'
import { IpFailure, matchAbbreviation, notModelled, numberWord } from './words'

/** A program that goes on in another namespace. */
export interface Elsewhere {
  readonly system: System
  readonly argv: readonly string[]
}

/** `ip netns`: list, identify, pids and exec. A node sees its own pods, a pod nobody. */
export function ipNetns(context: IpContext, words: Words): Elsewhere | undefined {
  const { system } = context
  const verb = words.isEmpty ? 'list' : matchAbbreviation(words.peek() ?? '', ['list', 'show', 'lst', 'add', 'set', 'attach', 'delete', 'identify', 'pids', 'exec', 'monitor', 'list-id', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip netns help".\n`, 255)
  words.take()
  switch (verb) {
    case 'list':
    case 'show':
    case 'lst':
      if (context.json) printJson(context, visibleNamespaces(system).map((name, id) => ({ name, id })))
      else system.stdout(visibleNamespaces(system).map((name, id) => `${name} (id: ${id})\n`).join(''))
      return undefined
    case 'list-id':
      listIds(context, words)
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

/** The numbers of the namespaces that its links lead to (ipnetns.c, print_nsid); a name has who stands under /var/run/netns. */
function listIds(context: IpContext, words: Words): void {
  const wanted = words.takeIf('nsid') ? numberWord(words.value(), 'nsid') : undefined
  if (!words.isEmpty) return notModelled(`"${words.peek() ?? ''}" of "ip netns list-id"`)
  const { system } = context
  const named = visibleNamespaces(system)
  const ids = namespacesMet(system).map((name, nsid) => ({ nsid, ...(named.includes(name) ? { name } : {}) }))
  const shown = wanted === undefined ? ids : ids.filter(({ nsid }) => nsid === wanted)
  if (wanted !== undefined && shown.length === 0) throw new IpFailure('Error: Peer netns reference is invalid.\n', 2)
  if (context.json) printJson(context, shown)
  else system.stdout(shown.map(({ nsid, name }) => `nsid ${nsid} ${name === undefined ? '' : `(iproute2 netns name: ${name})`}\n`).join(''))
}

/** The namespaces that its links lead to; their positions are the numbers that the kernel gives them here. */
export function namespacesMet(system: System): readonly string[] {
  return [...new Set([...visibleNamespaces(system), ...system.links().flatMap(({ peerNetns }) => peerNetns ?? [])])]
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
