import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'
import { namespaceOf } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { manifestOf } from '../resources/manifest-of'
import { mergePatch } from '../resources/patch'
import { yamlText } from '../resources/yaml-text'

/** `kubectl run NAME --image=IMAGE [-- ARG…]`: a pod, wired and addressed at once. `args` is what follows `--`. */
export function run(system: System, admin: ClusterAdmin, { operands, flags, values }: ParsedOptions, args: readonly string[]): Result<void, string> {
  const [name, ...further] = operands
  if (name === undefined) return err('error: NAME is required for run')
  if (further.length > 0) return err(`error: what the container runs comes after --: kubectl run ${name} --image=IMAGE -- ${further.join(' ')}`)
  const image = values.get('image')
  if (image === undefined) return err('error: required flag(s) "image" not set')
  if (flags.has('i') || flags.has('t')) return err(`error: -i and -t are not modelled for run; run the pod, then kubectl exec -it ${name} -- COMMAND`)
  const pod = overridden(admin, podOf(name, image, values, flags.has('command'), args), values.get('overrides'))
  if (!pod.ok) return pod
  const namespace = namespaceOf(pod.value) || 'default'
  if (values.has('dry-run')) return dryRun(system, pod.value, name, values)
  if (!admin.has({ kind: 'Namespace', name: namespace })) return err(`Error from server (NotFound): namespaces "${namespace}" not found\nkubectl create namespace ${namespace} makes it`)
  if (admin.has({ kind: 'Pod', namespace, name })) return err(`Error from server (AlreadyExists): pods "${name}" already exists`)
  const done = admin.edit({ put: [manifestOf(pod.value)], remove: [] })
  if (!done.ok) return err(`The Pod "${name}" is invalid: ${done.error}`)
  system.stdout(`pod/${name} created\n`)
  return ok(undefined)
}

function podOf(name: string, image: string, values: ReadonlyMap<string, string>, isCommand: boolean, args: readonly string[]): JsonObject {
  const labels = values.get('l')
  const pairs = (labels ?? `run=${name}`).split(',').map((pair) => pair.split('='))
  const port = values.get('port')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { labels: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value])), name, namespace: values.get('n') ?? 'default' },
    spec: {
      containers: [
        {
          image,
          name,
          ...(args.length === 0 ? {} : { [isCommand ? 'command' : 'args']: [...args] }),
          ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
          resources: {},
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: values.get('restart') ?? 'Always',
    },
  }
}

function overridden(admin: ClusterAdmin, pod: JsonObject, overrides: string | undefined): Result<JsonObject, string> {
  if (overrides === undefined) return ok(pod)
  const read = admin.parse(overrides)
  if (!read.ok || !isJsonObject(read.value)) return err(`error: Invalid JSON Patch: --overrides takes a map, as in '{"spec":{"nodeName":"NODE"}}'${read.ok ? '' : `: ${read.error}`}`)
  const merged = mergePatch(pod, read.value)
  return isJsonObject(merged) ? ok(merged) : err('error: the overrides leave no pod')
}

function dryRun(system: System, pod: JsonObject, name: string, values: ReadonlyMap<string, string>): Result<void, string> {
  if (values.get('dry-run') !== 'client') return err(`error: --dry-run=${values.get('dry-run') ?? ''} is not modelled; Hopscope's has client`)
  const format = values.get('o')
  if (format === 'yaml') system.stdout(yamlText(pod))
  else if (format === undefined) system.stdout(`pod/${name} created (dry run)\n`)
  else return err(`error: --dry-run -o ${format} is not modelled; Hopscope's has yaml`)
  return ok(undefined)
}
