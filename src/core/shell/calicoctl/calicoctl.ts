import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Program, System } from '../../engine/kernel-api'
import type { ClusterAdmin } from '../cluster-admin'
import { CALICOCTL } from '../manual/cluster'
import { helpText } from '../manual/help-text'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import type { ParsedOptions } from '../options'
import { get } from './get'
import { ipamShow } from './ipam-show'
import { nodeStatus } from './node-status'
import { versionText } from './version'
import { patch, remove, writeFile } from './write'

const LETTERS = lettersOf(CALICOCTL)

type Verb = (system: System, admin: ClusterAdmin, options: ParsedOptions) => Result<void, string>

const VERBS: Readonly<Record<string, Verb>> = {
  apply: (system, admin, options) => writeFile(system, admin, 'apply', options),
  create: (system, admin, options) => writeFile(system, admin, 'create', options),
  delete: remove,
  get,
  ipam: (system, admin, options) => (options.operands[0] === 'show' ? ipamShow(system, admin, options) : unmodelled(`ipam ${options.operands[0] ?? ''}`, 'ipam show')),
  node: (system, admin, options) => (options.operands[0] === 'status' ? nodeStatus(system, admin) : unmodelled(`node ${options.operands[0] ?? ''}`, 'node status')),
  patch,
  replace: (system, admin, options) => writeFile(system, admin, 'replace', options),
  version: (system, admin) => {
    system.stdout(versionText(admin.cluster.calico.version))
    return ok(undefined)
  },
}

/** `calicoctl` on this cluster. */
export function calicoctlOn(admin: ClusterAdmin): Program {
  return function* (system, argv) {
    const options = parseOptions(argv.slice(1), LETTERS)
    if (!options.ok) {
      system.stderr(optionErrorText('calicoctl', options.error, LETTERS))
      return 1
    }
    const [verb = '', ...operands] = options.value.operands
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (verb === '') {
      system.stderr(helpText(CALICOCTL))
      return 1
    }
    if (!run) {
      system.stderr(`calicoctl: "${verb}" is not modelled; Hopscope's calicoctl has ${Object.keys(VERBS).join(', ')}\n`)
      return 1
    }
    const done = run(system, admin, { ...options.value, operands })
    if (done.ok) return 0
    system.stderr(`${done.error}\n`)
    return 1
  }
}

function unmodelled(words: string, has: string): Result<void, string> {
  if (!words.trim().includes(' ')) return err(`Invalid option: 'calicoctl ${words.trim()}'. Use flag '--help' to read about a specific subcommand.\nHopscope's calicoctl knows ${has}`)
  return err(`calicoctl: "${words.trim()}" is not modelled; Hopscope's calicoctl has ${has}`)
}
