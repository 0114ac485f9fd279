import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'
import type { ClusterAdmin } from '../cluster-admin'
import { jsonPatch, mergePatch } from './patch'

/** A resource with a patch applied that was typed as JSON, or as YAML as kubectl takes it too. */
export function patched(admin: ClusterAdmin, resource: JsonObject, text: string, type: string): Result<JsonObject, string> {
  const data = admin.parse(text)
  if (!data.ok) return err(`the patch cannot be read: ${data.error}`)
  if (type === 'json') {
    return Array.isArray(data.value) ? jsonPatch(resource, data.value) : err('cannot unmarshal object into Go value of type jsonpatch.Patch: a JSON patch is a list of operations')
  }
  if (!isJsonObject(data.value)) return err(`the patch is ${JSON.stringify(data.value)}, not a map such as {"spec": …}`)
  const merged = mergePatch(resource, data.value)
  return isJsonObject(merged) ? ok(merged) : err('the patch leaves no resource')
}
