import type { Widened, Words } from './en'
import { EN_FIELDS } from './en-fields'
import { KO_FIELDS } from './ko-fields'

export type FieldWords = Widened<typeof EN_FIELDS>

/** What fields of headers say, in the language of the other words. */
export function fieldWordsIn({ language }: Words): FieldWords {
  return language.code === 'ko' ? KO_FIELDS : EN_FIELDS
}
