import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { KubectlKind } from './kinds'
import { kubectlKind, unknownKind } from './kinds'

/** A type, or one resource of it. */
export interface Target {
  readonly kind: KubectlKind
  readonly name?: string
}

/** What kubectl's operands name: `pods`, `nodes,pods`, `pod a b`, `pod/a node/b`. */
export function targets(operands: readonly string[]): Result<readonly Target[], string> {
  const [first, ...names] = operands
  if (first === undefined) return err('You must specify the type of resource to get, as in kubectl get pods\nerror: Required resource not specified.')
  if (operands.some((operand) => operand.includes('/'))) {
    const pairs = operands.map((operand) => operand.split('/'))
    const wrong = pairs.find((pair) => pair.length !== 2 || pair.includes(''))
    if (wrong) return err(`error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`)
    return all(pairs.map(([typed = '', name = '']) => ({ typed, name })))
  }
  const types = first.split(',')
  return all(types.flatMap((typed) => (names.length === 0 ? [{ typed }] : names.map((name) => ({ typed, name })))))
}

function all(typed: readonly { readonly typed: string; readonly name?: string }[]): Result<readonly Target[], string> {
  const found: Target[] = []
  for (const { typed: type, name } of typed) {
    const kind = kubectlKind(type)
    if (!kind) return err(unknownKind(type))
    found.push({ kind, ...(name === undefined ? {} : { name }) })
  }
  return ok(found)
}
