import { isJsonObject } from '../../model/manifest'

/** Plain data as Go's YAML library writes it (sigs.k8s.io/yaml): keys in order, lists not indented, quotes where a reader would see no text. */
export function yamlText(value: unknown): string {
  return lines(value, '').join('')
}

function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item: unknown) => itemLines(item, indent))
  if (isJsonObject(value) && Object.keys(value).length > 0) return keysOf(value).flatMap((key) => entryLines(key, value[key], indent))
  return [`${indent}${scalar(value, indent)}\n`]
}

function keysOf(object: object): string[] {
  return Object.keys(object).sort((a, b) => (a < b ? -1 : 1))
}

function entryLines(key: string, value: unknown, indent: string): string[] {
  const name = `${indent}${text(key)}:`
  if (isFilled(value)) return [`${name}\n`, ...lines(value, Array.isArray(value) ? indent : `${indent}  `)]
  return [`${name} ${scalar(value, indent)}\n`]
}

function itemLines(item: unknown, indent: string): string[] {
  if (!isFilled(item)) return [`${indent}- ${scalar(item, indent)}\n`]
  const [first = '', ...rest] = lines(item, `${indent}  `)
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isJsonObject(value) && Object.keys(value).length > 0
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return value.includes('\n') && !/[^\n\x20-\x7e\u00a0-\ufffd]/.test(value) && !/^[\s]/.test(value) ? block(value, indent) : text(value)
  if (Array.isArray(value)) return '[]'
  return isJsonObject(value) ? '{}' : JSON.stringify(value ?? null)
}

/** Text of several lines. */
function block(value: string, indent: string): string {
  const isEnded = value.endsWith('\n')
  const body = isEnded ? value.slice(0, -1) : value
  const mark = value.endsWith('\n\n') ? '|+' : isEnded ? '|' : '|-'
  return [mark, ...body.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`))].join('\n')
}

/** What YAML 1.1 reads as something else than text. */
const NO_TEXT = /^(|~|null|true|false|yes|no|on|off|y|n|[-+]?(\d[\d_]*)?\.?\d*([eE][-+]?\d+)?|0[xob][\da-fA-F_]+|[-+]?\.(inf|nan)|[-+]?\d+(:[0-5]?\d)+(\.\d*)?|\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|<<|=)$/i

function text(value: string): string {
  const isPlain = !/^[-?:,[\]{}#&*!|>'"%@`\s]|[\s:]$|: | #|[^\x20-\x7e\u00a0-\ufffd]/.test(value) || /^-[^\s-]/.test(value)
  if (isPlain && !NO_TEXT.test(value)) return value
  if (NO_TEXT.test(value) || /[^\x20-\x7e\u00a0-\ufffd]/.test(value)) return JSON.stringify(value)
  return `'${value.replaceAll("'", "''")}'`
}
