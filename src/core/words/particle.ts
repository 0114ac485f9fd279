/** Korean particles by whether the word before them ends in a consonant: topic, subject, object, with, by or towards. */
export type Particle = '은/는' | '이/가' | '을/를' | '과/와' | '으로/로'

const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const FINALS = 28
const FINAL_RIEUL = 8
/** How digits end when read aloud: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_ENDS = ['consonant', 'rieul', 'vowel', 'consonant', 'vowel', 'vowel', 'consonant', 'rieul', 'rieul', 'vowel'] as const
/** Letters whose own names end so: 엘, 알, 엠, 엔; abbreviations are read by them. */
const LETTER_ENDS: Readonly<Record<string, Ending>> = { l: 'rieul', r: 'rieul', m: 'consonant', n: 'consonant' }
/** Latin words that end so keep the consonant in Korean (tunnel, program, pattern); most others end in a vowel there. */
const WORD_ENDS: Readonly<Record<string, Ending>> = { l: 'rieul', m: 'consonant', n: 'consonant' }
/** A stop after one vowel closes the syllable (inet, packet, network); after another consonant it gets a vowel of its own (host, client). `ipip` is spelt. */
const CLOSED = /[^aeiou][aeiou][kt]$|^[aeiou][kt]$|[^aeiou][aeo]p$|ng$|work$/

type Ending = 'consonant' | 'rieul' | 'vowel'

/** The word with the particle that fits its last sound: `tunl0이`, `pod-w0-b가`. */
export function withParticle(word: string, particle: Particle): string {
  const [afterConsonant = '', afterVowel = ''] = particle.split('/')
  const ending = endingOf(word)
  // after ㄹ it is 로, as after a vowel
  const isClosed = particle === '으로/로' ? ending === 'consonant' : ending !== 'vowel'
  return `${word}${isClosed ? afterConsonant : afterVowel}`
}

function endingOf(word: string): Ending {
  const last = word.replace(/[^\p{L}\p{N}]+$/u, '').at(-1)?.toLowerCase() ?? ''
  const code = last.charCodeAt(0)
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS
    return final === 0 ? 'vowel' : final === FINAL_RIEUL ? 'rieul' : 'consonant'
  }
  if (/^\d$/.test(last)) return DIGIT_ENDS[Number(last)] ?? 'vowel'
  const name = /[a-z]+$/i.exec(word.replace(/[^\p{L}\p{N}]+$/u, ''))?.[0] ?? ''
  if (name.length === 1 || name === name.toUpperCase()) return LETTER_ENDS[last] ?? 'vowel'
  return CLOSED.test(name.toLowerCase()) ? 'consonant' : (WORD_ENDS[last] ?? 'vowel')
}
