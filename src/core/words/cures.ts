import type { Widened, Words } from './en'
import { EN_CURES } from './en-cures'
import { KO_CURES } from './ko-cures'

export type Cures = Widened<typeof EN_CURES>

/** What mends a drop, in the language of the other words: apart from them, because no page needs it before a packet is dropped. */
export function curesIn({ language }: Words): Cures {
  return language.code === 'ko' ? KO_CURES : EN_CURES
}
