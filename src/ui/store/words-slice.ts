import { EN } from '../../core/words/en'
import type { Words } from '../../core/words/en'
import type { ProblemWords } from '../../core/words/say-problem'
import type { SetState, StoreDeps } from './app-state'

export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'ko', name: '한국어' },
] as const
export type Language = (typeof LANGUAGES)[number]['code']

/** The language of the page, and its every sentence. */
export interface WordsSlice {
  readonly words: Words
  /** What is wrong with a lab's files, where the language is not the one in which it is read. */
  readonly problemWords: ProblemWords | undefined
  /** Takes effect as soon as its sentences are here; the choice outlives the page. */
  readonly setLanguage: (language: Language) => Promise<void>
}

export function createWordsSlice(set: SetState, deps: StoreDeps): WordsSlice {
  let asked: Language = 'en'
  return {
    words: EN,
    problemWords: undefined,
    setLanguage: async (language) => {
      asked = language
      if (language === 'en') set({ words: EN, problemWords: undefined })
      else {
        const [{ KO }, { KO_PROBLEMS }] = await Promise.all([import('../../core/words/ko'), import('../../core/words/ko-problems')])
        // another one may have been chosen while they came
        if (asked === language) set({ words: KO, problemWords: KO_PROBLEMS })
      }
      if (asked === language) deps.savedLanguage.write(language)
    },
  }
}

/** What was chosen last time, else the first of the browser's languages that the page speaks. */
export function preferredLanguage(saved: string | null, browser: readonly string[]): Language {
  const wishes = saved === null ? browser : [saved, ...browser]
  for (const wish of wishes) {
    const known = LANGUAGES.find(({ code }) => wish.toLowerCase().split('-')[0] === code)
    if (known) return known.code
  }
  return 'en'
}
