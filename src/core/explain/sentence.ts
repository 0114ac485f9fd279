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

/** What stands between ** is strong, as the sentences of `core/words` have it. */
export function sentenceOf(text: string): Sentence {
  return text.split('**').flatMap((part, index) => (part === '' ? [] : [{ text: part, strong: index % 2 === 1 }]))
}

export function sentenceText(sentence: Sentence): string {
  return sentence.map((part) => part.text).join('')
}

/** A sentence's start; names of sysctls, hosts and interfaces keep their small letter. */
export function capitalWord(text: string): string {
  return /^[a-z]+(?![\w.-])/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text
}

/** `8,897`: numbers in prose have a comma; in a command they stand as the tool prints them. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
