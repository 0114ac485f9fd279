/** Words in order; the strong ones carry the reason and are set in a heavier weight. */
export type Sentence = readonly SentencePart[]

export interface SentencePart {
  readonly text: string
  readonly strong: boolean
}

export function plain(text: string): SentencePart {
  return { text, strong: false }
}

export function strong(text: string): SentencePart {
  return { text, strong: true }
}

export function sentenceText(sentence: Sentence): string {
  return sentence.map((part) => part.text).join('')
}

/** `8,897`: numbers in prose have a comma; in a command they stand as the tool prints them. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

const COUNT_WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

/** A count at the start of a sentence: `Two rows`. */
export function countWord(count: number): string {
  return COUNT_WORDS[count] ?? withCommas(count)
}
