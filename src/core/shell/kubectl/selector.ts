import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { JsonObject } from '../../model/manifest'
import { fieldOf } from '../resources/resource-text'

/** `-l app=web,tier!=db,run`: whether a resource's labels agree. */
export function labelSelector(text: string): Result<(resource: JsonObject) => boolean, string> {
  const terms = text.split(',').map((term) => /^\s*(!?)([\w./-]+)\s*(?:(==?|!=)\s*([\w.-]*))?\s*$/.exec(term))
  if (terms.some((term) => term === null)) return err(`error: the selector "${text}" is not understood; Hopscope's has KEY, !KEY, KEY=VALUE and KEY!=VALUE, with commas between`)
  return ok((resource) => terms.every((term) => agrees(resource, term ?? [])))
}

function agrees(resource: JsonObject, [, not, key = '', operator, wanted]: readonly (string | undefined)[]): boolean {
  const value = fieldOf(resource, 'metadata', 'labels', key)
  if (operator === undefined) return (value !== undefined) === (not === '')
  return (value === wanted) === (operator !== '!=')
}
