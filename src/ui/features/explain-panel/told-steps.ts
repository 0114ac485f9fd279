import { explainDrop } from '../../../core/explain/explain-drop'
import { heldSentence } from '../../../core/explain/held-by-wireguard'
import { placeName } from '../../../core/explain/place-name'
import { explainRouteDecision } from '../../../core/explain/route-decision'
import { capitalWord, plain, strong } from '../../../core/explain/sentence'
import type { Sentence } from '../../../core/explain/sentence'
import { takenFromOther } from '../../../core/explain/taken-from-other'
import { momentNarration } from '../../../core/picture/moment'
import type { PictureMoment, PictureStage } from '../../../core/picture/moment'
import { groupSteps } from '../../../core/scene/steps'

/** A step in words; `position` is where the timeline goes when it is pressed. */
export interface ToldStep {
  readonly position: number
  readonly sentence: Sentence
}

/** What happened in one namespace before the packet left it. */
export interface ToldPlace {
  readonly place: string
  readonly steps: readonly ToldStep[]
}

/** A long flow is told around the place where one stands. */
const MOST_STEPS = 120

/** The flow as a text: places in order, and at each the steps in sentences. Of the drop that is told at length beside it, its entry, only the name. */
export function toldPlaces(moment: PictureMoment, stage: PictureStage, toldBeside?: number): readonly ToldPlace[] {
  const first = Math.max(0, Math.min(moment.step - MOST_STEPS / 2, moment.steps.length - MOST_STEPS))
  const shown = moment.steps.slice(first, first + MOST_STEPS)
  return groupSteps(shown).map((group) => ({
    place: placeName(moment.inventory, group.netns),
    steps: shown.slice(group.first, group.end).map((_, offset) => toldStep(moment, stage, first + group.first + offset, toldBeside)),
  }))
}

function toldStep(moment: PictureMoment, stage: PictureStage, position: number, toldBeside: number | undefined): ToldStep {
  const narration = momentNarration({ ...moment, step: position }, stage)
  const rest = reasonAt(moment, position, toldBeside) ?? [plain(narration?.text ?? '')]
  return { position, sentence: [strong(`${narration?.title ?? ''}.`), plain(' '), ...rest] }
}

/** Of a lookup, a drop, a packet that is kept or one that somebody else takes, whose reason says more than the stage has room for. */
function reasonAt({ trace, inventory, steps, words }: PictureMoment, position: number, toldBeside: number | undefined): Sentence | undefined {
  const entryIndex = steps[position]?.entryIndex
  if (entryIndex === undefined) return undefined
  const taken = takenFromOther(trace, entryIndex, inventory, words)
  if (taken) return [strong(taken.text)]
  const drop = steps[position]?.kind === 'drop' ? explainDrop(trace, entryIndex, inventory, words) : undefined
  const why = drop && entryIndex === toldBeside ? [plain(words.decisions.shortDrops[drop.reason])] : drop?.why
  return heldSentence(trace, entryIndex, inventory, words) ?? explainRouteDecision(trace, entryIndex, words)?.reason ?? (why && capitalized([...why, plain('.')]))
}

function capitalized(sentence: Sentence): Sentence {
  return sentence.map((part, index) => (index === 0 ? { ...part, text: capitalWord(part.text) } : part))
}
