import type { Words } from '../../../core/words/en'
import type { FilterProblem } from './event-filter'

/** More names than that are not read. */
const MOST_NAMES = 10

/** What is wrong with a filter, where, and how it would be right. */
export function problemText(problem: FilterProblem, { page }: Pick<Words, 'page'>): string {
  switch (problem.kind) {
    case 'unknown':
      return `${page.filterUnknown(problem)}${nearest(problem.nearest, page)}${thereAre(problem.known, page)}`
    case 'value-missing':
      return page.filterValue(problem)
    case 'unfinished':
      return page.filterUnfinished(problem)
    case 'too-long':
      return page.filterTooLong(problem)
    case 'unclosed':
      return page.filterUnclosed(problem)
    case 'no-order':
      return page.filterNoOrder(problem)
    case 'no-such':
      return `${page.filterNoSuch[problem.what](problem)}${nearest(problem.nearest, page)}${thereAre(problem.known, page)}`
  }
}

function nearest(name: string | undefined, page: Words['page']): string {
  return name === undefined ? '' : page.filterNearest({ name })
}

function thereAre(known: readonly string[] | undefined, page: Words['page']): string {
  if (known === undefined || known.length === 0) return ''
  return page.filterThereAre({ names: [...known.slice(0, MOST_NAMES), ...(known.length > MOST_NAMES ? ['…'] : [])].join(', ') })
}
