import type { Problem } from '../../../core/model/problem'
import type { Words } from '../../../core/words/en'
import { isProblemCode, sayProblem } from '../../../core/words/say-problem'
import type { ProblemWords } from '../../../core/words/say-problem'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** Each problem as place, what, and what to do; first what has to be mended. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const words = useWords()
  const problemWords = useAppStore((state) => state.problemWords)
  return (
    <ol className="space-y-3">
      {problems.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')).map((problem, index) => (
        <li key={index} className="text-body">
          <p className="font-mono text-caption text-secondary">{placeOf(problem, words)}</p>
          <p className="mt-0.5">
            <span className={`font-semibold ${problem.severity === 'error' ? 'text-drop' : 'text-ink'}`}>
              {problem.severity === 'error' ? words.page.error : words.page.note}:{' '}
            </span>
            {said(problem, problemWords).message}
          </p>
          <p className="mt-0.5 text-secondary">{said(problem, problemWords).remedy}</p>
        </li>
      ))}
    </ol>
  )
}

function said(problem: Problem, words: ProblemWords | undefined): Pick<Problem, 'message' | 'remedy'> {
  return words && isProblemCode(problem.code, words) ? sayProblem(words, problem.code, problem.facts) : problem
}

/** `nodes.yaml, document 3, line 41: spec.bgp.ipv4Address`; what is unknown is left out. */
function placeOf(problem: Problem, { page }: Words): string {
  const parts = [problem.file, problem.document > 0 ? page.fileDocument({ number: problem.document }) : '', problem.line > 0 ? page.fileLine({ number: problem.line }) : '']
  const place = parts.filter((part) => part !== '').join(', ')
  return problem.path === '' ? place : `${place}: ${problem.path}`
}
