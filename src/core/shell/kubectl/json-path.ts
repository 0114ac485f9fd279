import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { isJsonObject } from '../../model/manifest'

const PATH = /^\$?((\.[A-Za-z_][\w-]*(\\\.[\w/-]+)*)|(\['[^']+'\])|(\[\d+\])|(\[\*\]))*$/
const STEP = /\.([A-Za-z_][\w-]*(?:\\\.[\w/-]+)*)|\['([^']+)'\]|\[(\d+)\]|\[(\*)\]/g

/** `-o jsonpath='{.status.podIP}'`: text, and paths in braces with names, numbers and `[*]`. */
export function jsonPathText(template: string, data: unknown): Result<string, string> {
  let text = ''
  for (const part of template.split(/(\{[^}]*\})/)) {
    if (!part.startsWith('{')) {
      text += part
      continue
    }
    const path = part.slice(1, -1).trim()
    const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(path)
    if (quoted) text += (quoted[1] ?? '').replaceAll('\\n', '\n').replaceAll('\\t', '\t')
    else if (PATH.test(path)) text += valuesAt(data, path).map(shown).join(' ')
    else return err(`error: jsonpath {${path}} is not modelled; Hopscope's has names, [NUMBER] and [*], as in {.items[*].status.podIP}`)
  }
  return ok(text)
}

function valuesAt(data: unknown, path: string): unknown[] {
  let values: unknown[] = [data]
  for (const [, name, quoted, index, all] of path.matchAll(STEP)) {
    const key = (name ?? quoted)?.replaceAll('\\.', '.')
    values = values.flatMap((value): unknown[] => {
      if (key !== undefined) return isJsonObject(value) && Object.hasOwn(value, key) ? [value[key]] : []
      if (!Array.isArray(value)) return []
      const list: readonly unknown[] = value
      return all === undefined ? list.slice(Number(index), Number(index) + 1) : [...list]
    })
  }
  return values
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
