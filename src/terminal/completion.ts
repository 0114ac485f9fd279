import type { LabSession } from '../core/session/lab-session'
import { manualOf } from '../core/shell/manual'
import type { Manual, ManualWord, Operand } from '../core/shell/manual/entry'
import { formatIpv4 } from '../core/wire/ipv4-address'
import { kubernetesNamespaces, podNames, resourceWords } from './resource-names'
import type { ShellFiles } from './shell-files'

/** Where in the line the completed word begins, and what it can become. */
export interface Completions {
  readonly from: number
  readonly words: readonly string[]
}

/** Candidates that are offered at most. */
const MOST = 60
/** Namespaces whose addresses are offered: a large lab has more than anybody reads. */
const MOST_NAMESPACES = 200

export interface CompletionParts {
  readonly session: LabSession
  readonly netns: string
  readonly commands: readonly string[]
  readonly files: ShellFiles
  readonly cwd: string
}

/** What can go on a line that has been typed so far. */
export function complete(text: string, parts: CompletionParts): Completions {
  // the command that is being typed: what follows the last operator
  const command = /[^|;&(]*$/.exec(text)?.[0] ?? ''
  const words = command.trimStart().split(/\s+/)
  const last = words.at(-1) ?? ''
  const [name = '', ...before] = words.slice(0, -1).filter((word) => word !== 'sudo')
  const candidates = name === '' ? parts.commands : candidatesAfter(name, before, last, parts)
  const fitting = [...new Set(candidates)].filter((word) => word.startsWith(last) && word !== last).toSorted()
  return { from: text.length - last.length, words: fitting.slice(0, MOST) }
}

function candidatesAfter(name: string, before: readonly string[], last: string, parts: CompletionParts): readonly string[] {
  const manual = manualOf(name)
  if (!manual) return filesLike(last, parts)
  if (last.startsWith('-')) return manual.options.flatMap(({ flag, long }) => (long === undefined ? [flag] : [flag, long]))
  const previous = before.at(-1)
  const option = previous === undefined ? undefined : manual.options.find(({ flag, long, value }) => value !== undefined && (flag === previous || long === previous))
  if (option?.value) return operands(option.value, last, parts)
  const dashes = before.indexOf('--')
  if (dashes >= 0) return dashes === before.length - 1 ? parts.commands : candidatesAfter(before[dashes + 1] ?? '', before.slice(dashes + 2), last, parts)
  const place = placeIn(manual, before)
  if (place.value) return operands(place.value, last, parts)
  if (place.operands === 'resource') return resourceWords(manual, before, last, parts.session)
  return [...place.words.map(({ word }) => word), ...(place.operands ? operands(place.operands, last, parts) : [])]
}

interface Place {
  /** What the word before takes. */
  readonly value?: Operand | undefined
  readonly words: readonly ManualWord[]
  readonly operands?: Operand | undefined
}

/** Where in a command's own grammar one stands after these words. */
function placeIn(manual: Manual, before: readonly string[]): Place {
  let place: Place = { words: manual.words ?? [], operands: manual.operands }
  for (const [index, word] of before.entries()) {
    // iproute2 takes the beginning of a word for it
    const isWord = ({ word: whole }: ManualWord): boolean => (manual.name === 'ip' || manual.name === 'bridge' ? whole.startsWith(word) : whole === word)
    const known = place.words.find((candidate) => candidate.word === word) ?? place.words.find(isWord)
    if (!known) {
      // the value of the word before: what may follow it stays
      if (place.value) place = { words: place.words, operands: place.operands }
      continue
    }
    const isLast = index === before.length - 1
    const after = known.words ?? place.words
    place = { words: after, operands: known.operands ?? place.operands, value: isLast ? known.value : undefined }
  }
  return place
}

function operands(kind: Operand, last: string, parts: CompletionParts): readonly string[] {
  const { network } = parts.session
  const here = network.namespaces.findIndex(({ name }) => name === parts.netns)
  switch (kind) {
    case 'link':
      return here < 0 ? [] : network.derive(here).links.map(({ name }) => name)
    case 'namespace':
      return network.namespaces.map(({ name }) => name)
    case 'address':
      return network.namespaces.slice(0, MOST_NAMESPACES).flatMap((_, index) => addressesOf(parts.session, index))
    case 'prefix':
      return ['default']
    case 'table':
      return ['main', 'local', 'default', 'all']
    case 'file':
      return filesLike(last, parts)
    case 'command':
      return parts.commands
    case 'ipset':
      return here < 0 ? [] : network.derive(here).ipsets.map(({ name }) => name)
    case 'chain':
      return here < 0 ? [] : network.derive(here).iptables.flatMap((table) => [...table.matchAll(/^:(\S+)/gm)].map((match) => match[1] ?? ''))
    case 'pod':
      return podNames(parts.session)
    case 'kube-namespace':
      return kubernetesNamespaces(parts.session)
    case 'resource':
    case 'sysctl':
    case 'port':
    case 'number':
    case 'text':
    case 'help':
      return []
  }
}

function addressesOf(session: LabSession, index: number): readonly string[] {
  const { links } = session.network.derive(index)
  return links.flatMap((link) => link.addresses.map(({ address }) => formatIpv4(address))).filter((address) => !address.startsWith('127.'))
}

function filesLike(last: string, { files, cwd }: CompletionParts): readonly string[] {
  const isAbsolute = last.startsWith('/')
  return files.fs
    .getAllPaths()
    .filter((path) => !/^\/(bin|usr|dev|proc)(\/|$)/.test(path))
    .map((path) => (isAbsolute ? path : path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : ''))
    .filter((path) => path !== '')
}
