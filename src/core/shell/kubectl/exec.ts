import type { Program, System } from '../../engine/kernel-api'
import type { ClusterAdmin } from '../cluster-admin'
import { parseCommandLine } from '../command-line'
import type { ParsedOptions } from '../options'

/** `kubectl exec [-it] POD -- COMMAND…`: the command runs in the pod's namespace, in this program's stead. */
export function* exec(system: System, admin: ClusterAdmin, { operands, values }: ParsedOptions, command: readonly string[]): ReturnType<Program> {
  const refuse = (text: string): number => {
    system.stderr(`${text}\n`)
    return 1
  }
  const [typed = '', ...further] = operands
  const pod = typed.replace(/^(pods?|po)\//, '')
  const namespace = values.get('n') ?? 'default'
  if (pod === '') return refuse('error: pod, type/name or --filename must be specified')
  if (further.length > 0) return refuse(`error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead`)
  if (command.length === 0) return refuse('error: you must specify at least one command for the container')
  if (!admin.has({ kind: 'Pod', namespace, name: pod })) return refuse(`Error from server (NotFound): pods "${pod}" not found`)
  const words = withoutShell(command)
  if (typeof words === 'string') return refuse(words)
  const entered = admin.enter(`${namespace}/${pod}`, words, system)
  if (!entered.ok) return refuse(`error: ${entered.error}`)
  const status = yield* entered.value
  if (status !== 0) system.stderr(`command terminated with exit code ${status}\n`)
  return status
}

/** `sh -c 'COMMAND'` is that command where it is one; a shell that asks for input there is none of. */
function withoutShell(command: readonly string[]): readonly string[] | string {
  const [shell = '', flag, script] = command
  if (!['sh', 'bash', 'ash', '/bin/sh', '/bin/bash'].includes(shell)) return command
  if (flag !== '-c' || script === undefined) return `error: a shell of its own is not modelled; open a terminal in the pod, or give one command: kubectl exec POD -- COMMAND`
  const words = parseCommandLine(script)
  if (!words.ok) return `error: ${shell} -c takes one command here: ${words.error}`
  return words.value.length === 0 ? ['true'] : words.value
}
