import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import type { Told } from './use-answers'

/** Of which moment answers are; nothing to say while there is no flow. */
export function useMomentNote({ answers, isThen }: Told): string | undefined {
  const words = useWords().tables
  const step = useAppStore((state) => (state.steps[state.playhead.step] === undefined ? undefined : state.playhead.step + 1))
  if (step === undefined || answers.length === 0) return undefined
  return isThen ? words.asOfStep({ step }) : words.asOfNow
}
