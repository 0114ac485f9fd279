import { sentenceText } from '../core/explain/sentence'
import type { CheckEnd, CheckedPair, Reachability } from '../core/session/check'
import type { PlacedCommand } from '../core/model/fault'
import { formatIpv4 } from '../core/wire/ipv4-address'

const KIND_NAMES = { pod: 'pod', node: 'node', router: 'router', outside: 'outside host' } as const
/** Pairs of one cause that are named; the rest are counted. */
const NAMED_PAIRS = 6
const MATRIX_COLUMNS = 40

/** The answer as people read it: a matrix of who reaches whom, then each cause with the pairs that it keeps apart. */
export function checkText(lab: string, result: Reachability): string {
  const { pairs } = result
  const reached = pairs.filter((pair) => pair.reached).length
  const all = pairs.length === 1 ? 'The only pair reaches.' : `All ${pairs.length} pairs reach.`
  const verdict = reached === pairs.length ? all : `${reached} of ${pairs.length} pairs reach, ${pairs.length - reached} do not.`
  const table = result.targets.length > MATRIX_COLUMNS ? counts(result) : matrix(result)
  const parts = [`${lab}: a ping from each to each\n`, table, ...causes(pairs), verdict]
  return `${parts.join('\n')}\n`
}

/** One row a source; columns are the numbers of the targets, which are listed below. */
function matrix({ sources, targets, pairs }: Reachability): string {
  const nameWidth = Math.max(...sources.map(({ name }) => name.length))
  const cellWidth = String(targets.length).length
  const verdicts = new Map(pairs.map((pair) => [`${pair.from.name} ${pair.to.name}`, pair.reached ? '✓' : '✗']))
  const line = (head: string, cells: readonly string[]): string => `${head.padEnd(nameWidth)}  ${cells.map((cell) => cell.padStart(cellWidth)).join(' ')}\n`
  const rows = sources.map((source) => line(source.name, targets.map((target) => verdicts.get(`${source.name} ${target.name}`) ?? '·')))
  const head = line('', targets.map((_, i) => String(i + 1)))
  const targetWidth = Math.max(...targets.map(({ name }) => name.length))
  const list = targets.map((target, i) => `${String(i + 1).padStart(cellWidth)}  ${target.name.padEnd(targetWidth)}  ${describe(target)}\n`)
  return `${head}${rows.join('')}\n${list.join('')}`
}

/** For more targets than a line has room for: how many each source reaches. */
function counts({ sources, pairs }: Reachability): string {
  const nameWidth = Math.max(...sources.map(({ name }) => name.length))
  const asked = new Map(sources.map(({ name }) => [name, { all: 0, reached: 0 }]))
  for (const { from, reached } of pairs) {
    const count = asked.get(from.name)
    if (!count) continue
    count.all++
    if (reached) count.reached++
  }
  return sources.map(({ name }) => `${name.padEnd(nameWidth)}  ${asked.get(name)?.reached ?? 0} of ${asked.get(name)?.all ?? 0}\n`).join('')
}

function describe({ kind, address }: CheckEnd): string {
  return `${formatIpv4(address)}, ${KIND_NAMES[kind]}`
}

/** `PLACE: REASON — SENTENCE`, with the pairs below and the cure. */
function causes(pairs: readonly CheckedPair[]): readonly string[] {
  const groups = new Map<string, CheckedPair[]>()
  for (const pair of pairs.filter(({ reached }) => !reached)) {
    const title = causeOf(pair)
    const group = groups.get(title)
    if (group) group.push(pair)
    else groups.set(title, [pair])
  }
  return [...groups].map(([title, group]) => {
    const named = group.slice(0, NAMED_PAIRS).map(({ from, to }) => `${from.name} → ${to.name}`)
    const more = group.length > NAMED_PAIRS ? ` and ${group.length - NAMED_PAIRS} more` : ''
    const [cure, repairs] = cureOf(group[0])
    return `${title}\n    ${named.join(', ')}${more}\n${cure === '' ? '' : `    Cure: ${cure}\n${repairs.map(({ netns, command }) => `      ${netns}$ ${command}\n`).join('')}`}`
  })
}

function cureOf(pair: CheckedPair | undefined): readonly [text: string, repairs: readonly PlacedCommand[]] {
  return [pair?.taken?.text ?? pair?.drop?.cure ?? '', pair?.taken?.repairs ?? pair?.drop?.repairs ?? []]
}

function causeOf({ from, record, drop, taken }: CheckedPair): string {
  if (taken) return `${taken.place}: answers in the place of ${taken.owner}`
  if (drop) return `${drop.place}: ${drop.reason} — ${sentenceText(drop.why)}`
  const said = record.stderr.trim()
  return `${from.name}: ${record.outcome} — ${said === '' ? 'no answer came, and no packet is known to have been dropped' : said}`
}
