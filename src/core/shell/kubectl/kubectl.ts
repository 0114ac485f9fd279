import type { Result } from '../../base/result'
import type { Program, System } from '../../engine/kernel-api'
import type { ClusterAdmin } from '../cluster-admin'
import { helpText } from '../manual/help-text'
import { KUBECTL } from '../manual/kubectl'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import type { ParsedOptions } from '../options'
import { writeFile } from './apply'
import { apiResources, version } from './about'
import { createNamespace, patch, remove } from './change'
import { describe } from './describe'
import { exec } from './exec'
import { get } from './get'
import { run } from './run'

const LETTERS = lettersOf(KUBECTL)

type Verb = (system: System, admin: ClusterAdmin, options: ParsedOptions, afterDashes: readonly string[]) => Result<void, string>

const VERBS: Readonly<Record<string, Verb>> = {
  'api-resources': apiResources,
  apply: (system, admin, options) => writeFile(system, admin, 'apply', options),
  create: (system, admin, options) =>
    ['namespace', 'ns'].includes(options.operands[0] ?? '') ? createNamespace(system, admin, options.operands[1]) : writeFile(system, admin, 'create', options),
  delete: remove,
  describe,
  get,
  patch,
  replace: (system, admin, options) => writeFile(system, admin, 'replace', options),
  run,
  version,
}

/** Verbs of the real one, and what does their work here. */
const HINTS: Readonly<Record<string, string>> = {
  'cluster-info': 'there is no server with an address; kubectl get nodes lists the nodes',
  config: 'there is one cluster, this lab’s',
  events: 'what happened is told by the list of events beside the stage',
  top: 'processors and memory are not modelled',
  cordon: 'a pod runs where spec.nodeName says, or where the fewest are',
  drain: 'delete pods one by one',
  annotate: 'kubectl patch TYPE NAME --type=merge -p',
  edit: 'there is no editor; kubectl patch, or kubectl get TYPE NAME -o yaml > f.yaml, sed -i on it, kubectl apply -f f.yaml',
  label: 'kubectl patch TYPE NAME --type=merge -p \'{"metadata":{"labels":{…}}}\'',
  logs: 'pods have no programs here but those that you start; nc and curl print on the terminal that runs them',
  uncordon: 'a pod runs where spec.nodeName says, or where the fewest are',
}

const OTHER_VERBS = [
  'alpha', 'api-versions', 'attach', 'auth', 'autoscale', 'certificate', 'cluster-info', 'completion', 'config', 'cp', 'debug', 'diff', 'events',
  'explain', 'expose', 'kustomize', 'plugin', 'port-forward', 'proxy', 'rollout', 'scale', 'set', 'taint', 'top', 'wait',
]

/** `kubectl` on this cluster. */
export function kubectlOn(admin: ClusterAdmin): Program {
  return function* (system, argv) {
    const dashes = argv.indexOf('--')
    const [own, afterDashes] = dashes < 0 ? [argv.slice(1), []] : [argv.slice(1, dashes), argv.slice(dashes + 1)]
    const options = parseOptions(own, LETTERS)
    if (!options.ok) {
      system.stderr(optionErrorText('kubectl', options.error, LETTERS))
      return 1
    }
    const [verb = '', ...operands] = options.value.operands
    const given = { ...options.value, values: withoutEquals(options.value.values), operands }
    if (verb === 'exec') return yield* exec(system, admin, given, afterDashes)
    const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (verb === '') {
      system.stdout(helpText(KUBECTL))
      return 0
    }
    if (!work) {
      const hint = Object.hasOwn(HINTS, verb) ? `: ${HINTS[verb]}` : ''
      const isReal = hint !== '' || OTHER_VERBS.includes(verb)
      system.stderr(`error: ${isReal ? `kubectl ${verb} is not modelled${hint}` : `unknown command "${verb}" for "kubectl"`}; Hopscope's kubectl has ${[...Object.keys(VERBS), 'exec'].sort().join(', ')}\n`)
      return 1
    }
    const done = work(system, admin, given, afterDashes)
    if (done.ok) return 0
    system.stderr(`${done.error}\n`)
    return 1
  }
}

/** kubectl takes `-o=yaml` for `-o yaml`. */
function withoutEquals(values: ParsedOptions['values']): ParsedOptions['values'] {
  return new Map([...values].map(([key, value]) => [key, key.length === 1 ? value.replace(/^=/, '') : value]))
}
