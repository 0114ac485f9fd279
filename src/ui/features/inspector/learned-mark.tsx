import { useWords } from '../../store/use-words'

/** Before a row that came to be in the flow in sight; it hangs out to the left, where the row has no letters. */
export function LearnedMark() {
  const words = useWords().tables
  return (
    <span title={words.learned} className="absolute -ml-2.5 font-semibold text-ink">
      <span aria-hidden="true">+</span>
      <span className="sr-only">{words.learned}: </span>
    </span>
  )
}
