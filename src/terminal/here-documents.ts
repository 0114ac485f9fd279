import type { Bash } from 'just-bash/browser'

type Statement = ReturnType<Bash['transform']>['ast']['statements'][number]
type SimpleCommand = Extract<Statement['pipelines'][number]['commands'][number], { type: 'SimpleCommand' }>
type Redirection = SimpleCommand['redirections'][number]
type Word = NonNullable<SimpleCommand['name']>
type Part = Word['parts'][number]

/**
 * Makes a here-string of every here-document, in place. The shell's printer writes a document's lines where its operator stands,
 * so that what came after it on the line would be part of the document.
 */
export function withoutHereDocuments(redirections: Redirection[]): void {
  redirections.forEach((redirection, index) => {
    const { target } = redirection
    if (target.type !== 'HereDoc') return
    const { content, stripTabs } = target
    const parts = stripTabs ? withoutTabs(content.parts) : content.parts
    const isEmpty = parts.every((part) => part.type === 'Literal' && part.value === '')
    redirections[index] = isEmpty ? { ...redirection, operator: '<', target: wordOf([{ type: 'Literal', value: '/dev/null' }]) } : { ...redirection, operator: '<<<', target: wordOf(withoutLastLineEnd(parts).flatMap(quoted)) }
  })
}

function wordOf(parts: readonly Part[]): Word {
  return { type: 'Word', parts: [...parts] }
}

/** Text stays as it is; what is expanded stays one word. */
function quoted(part: Part): readonly Part[] {
  if (part.type === 'Escaped') return [part]
  if (part.type !== 'Literal' && part.type !== 'SingleQuoted') return [{ type: 'DoubleQuoted', parts: [part] }]
  return part.value.split("'").flatMap((value, index): readonly Part[] => [
    ...(index > 0 ? [{ type: 'Escaped', value: "'" } as const] : []),
    ...(value === '' ? [] : [{ type: 'SingleQuoted', value } as const]),
  ])
}

/** A here-string ends in one by itself. */
function withoutLastLineEnd(parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1)
  return last?.type === 'Literal' ? [...parts.slice(0, -1), { ...last, value: last.value.replace(/\n$/, '') }] : parts
}

/** `<<-`: lines lose the tabs that they begin with. */
function withoutTabs(parts: readonly Part[]): readonly Part[] {
  return parts.map((part, index) => (part.type === 'Literal' ? { ...part, value: part.value.replace(index === 0 ? /(^|\n)\t+/g : /(\n)\t+/g, '$1') } : part))
}
