import { sentenceText } from './sentence'
import type { Chapter, Stop, Story } from './story'

const TEXT_COLUMNS = 100
/** From here on times are told in seconds. */
const NS_OF_LONG_TIMES = 1e7
/** A long flow is cut here; the JSON of a run has all of it. */
const MAX_CHAPTERS = 60

/** A story as plain text: packets with their places below, times in microseconds since `startNs`. */
export function storyText({ chapters }: Story, startNs: number): string {
  const told: string[] = []
  let repeats: Chapter[] = []
  const close = (): void => {
    if (repeats.length > 0) told.push(repeatsText(repeats))
    repeats = []
  }
  for (const chapter of chapters.slice(0, MAX_CHAPTERS)) {
    if (chapter.sameAs !== undefined) repeats.push(chapter)
    else {
      close()
      told.push(chapterText(chapter, startNs))
    }
  }
  close()
  const left = chapters.length - MAX_CHAPTERS
  return [...told, ...(left > 0 ? [`… and ${left} more packets; run --json has all of them.\n`] : [])].join('\n')
}

function chapterText({ title, stops }: Chapter, startNs: number): string {
  return `${title}\n${stops.map((stop, i) => stopText(stop, i + 1, startNs)).join('')}`
}

function stopText({ place, timeNs, lines }: Stop, number: number, startNs: number): string {
  const head = `  ${String(number).padStart(2)}. ${place}, ${timeText(timeNs - startNs)}\n`
  return `${head}${lines.map((line) => indented(sentenceText(line.text), '      ')).join('')}`
}

function timeText(timeNs: number): string {
  return timeNs < NS_OF_LONG_TIMES ? `${(timeNs / 1e3).toFixed(1)} µs` : `${(timeNs / 1e9).toFixed(6)} s`
}

function repeatsText(repeats: readonly Chapter[]): string {
  const counts = new Map<string, number>()
  for (const { title } of repeats) counts.set(title, (counts.get(title) ?? 0) + 1)
  return [...counts].map(([title, count]) => `${title}: ${count === 1 ? 'once more' : `${count} times more`}, word for word as above\n`).join('')
}

/** Breaks a text at blanks into lines with the same indent. */
export function indented(text: string, indent: string): string {
  let printed = ''
  let line = indent
  for (const word of text.split(' ')) {
    const joined = line === indent ? `${line}${word}` : `${line} ${word}`
    if (joined.length > TEXT_COLUMNS && line !== indent) {
      printed += `${line}\n`
      line = `${indent}${word}`
    } else line = joined
  }
  return `${printed}${line}\n`
}
