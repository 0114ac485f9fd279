import type { Widened, Words } from './en'
import { EN_CHAIN } from './en-chain'
import { KO_CHAIN } from './ko-chain'

export type ChainWords = Widened<typeof EN_CHAIN>

/** A decision link by link, in the language of the other words: apart from them, because only the inspector tells it. */
export function chainWordsIn({ language }: Words): ChainWords {
  return language.code === 'ko' ? KO_CHAIN : EN_CHAIN
}
