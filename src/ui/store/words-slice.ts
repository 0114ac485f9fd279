import { EN } from '../../core/words/en'
import type { Words } from '../../core/words/en'

/** The language of the page, and its every sentence. */
export interface WordsSlice {
  readonly words: Words
}

export function createWordsSlice(): WordsSlice {
  return { words: EN }
}
