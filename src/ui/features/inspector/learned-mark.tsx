import { useWords } from '../../store/use-words'

/** Before a row that came to be in the flow in sight. */
export function LearnedMark() {
  const words = useWords().tables
  return (
    <span title={words.learned} className="mr-1 font-semibold text-ink">
      <span aria-hidden="true">+</span>
      <span className="sr-only">{words.learned}: </span>
    </span>
  )
}
