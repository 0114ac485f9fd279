import { dropContext } from '../explain/drop-context'
import { dropSentence } from '../explain/drop-detail'
import { capitalWord, sentenceText } from '../explain/sentence'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { Words } from '../words/en'
import type { SceneInput } from './scene'
import { decisionNarration } from './narration-decisions'
import { frameNarration } from './narration-frames'
import { nameOfPlace } from './narration-subject'
import type { Step } from './steps'

/** What happens at a step in plain words: a title and one or two sentences. */
export interface Narration {
  readonly title: string
  readonly text: string
}

export function narrationOf(input: SceneInput): Narration | undefined {
  const step = input.flight.steps[input.step]
  if (step === undefined) return undefined
  switch (step.kind) {
    case 'frame':
      return frameNarration(input, step)
    case 'drop':
      return { title: input.words.story.ends({ place: nameOfPlace(input, step.netns) }), text: dropText(input, step) }
    case 'decision':
      return decisionNarration(input, step)
  }
}

/** The reason with the address, row or size behind it, as the Explain panel says it. */
function dropText(input: SceneInput, step: Step): string {
  const context = dropContext(input.trace, step.entryIndex, input.map.inventory)
  const text = context === undefined ? dropReason(input.words, input.trace.entry(step.entryIndex).c) : sentenceText(dropSentence(context, input.words))
  return `${capitalWord(text)}.`
}

/** The reason in two or three words, for the place where it happened. */
export function dropReason({ decisions }: Words, reasonIndex: number): string {
  const reason = DROP_REASONS[reasonIndex]
  return reason === undefined ? decisions.unknownReason : decisions.shortDrops[reason]
}
