import { describe, expect, test } from 'vitest'
import { placeAfter } from './line-columns'
import { EMPTY_LINE, LineHistory, completed, edited } from './line-editor'

/** The line after these keys; `|` shows the cursor. */
function after(...keys: readonly string[]): string {
  const { text, cursor } = keys.reduce(edited, EMPTY_LINE)
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}

const LEFT = '\u001b[D'
const HOME = '\u001b[H'

describe('a line that is typed', () => {
  test.each([
    ['characters where the cursor stands', ['ac', LEFT, 'b'], 'ab|c'],
    ['backspace and delete', ['abc', LEFT, '\u007f', '\u001b[3~'], 'a|'],
    ['the ends of the line', ['abc', HOME, 'x', '\u0005', 'y'], 'xabcy|'],
    ['words to move over and to cut', ['ip route get', '\u001bb', '\u0017'], 'ip |get'],
    ['all before and all behind the cursor', ['abcdef', LEFT, LEFT, '\u000b', LEFT, '\u0015'], '|d'],
    ['Korean, emoji of several parts and marks as one character each', ['핑a👨‍👩‍👧e\u0301', LEFT, LEFT, '\u007f', '\u001b[3~'], '핑|e\u0301'],
    ['no more than there is', [LEFT, '\u007f', '\u001b[C', 'a', '\u001b[C'], 'a|'],
    ['nothing of keys that it does not know, nor of control characters', ['a', '\u001b[15~', '\u0007b\tc'], 'ab c|'],
  ])('knows %s', (_, keys, line) => {
    expect(after(...keys)).toBe(line)
  })

  test.each([
    ['abc', 80, 0, 3],
    ['핑', 80, 0, 2],
    ['e\u0301', 80, 0, 1],
    ['\u1112\u1161\u11ab', 80, 0, 2],
    ['👩‍👧', 80, 0, 4],
    ['abcde', 5, 1, 0],
    ['abcdef', 5, 1, 1],
    ['abcd핑', 5, 1, 2],
    ['abc핑', 5, 1, 0],
    ['핑핑핑핑', 5, 1, 4],
  ])('%j takes its columns of %i and ends in row %i, column %i', (text, columns, row, column) => {
    expect(placeAfter(text, columns)).toEqual({ row, column })
  })

  test('is completed by the only word, by what all words share, and shows them where they share no more', () => {
    const typed = { text: 'ip ro x', cursor: 5 }
    expect(completed(typed, 3, ['route'])).toEqual({ line: { text: 'ip route  x', cursor: 9 }, offered: [] })
    expect(completed(typed, 3, ['route', 'routes'])).toEqual({ line: { text: 'ip route x', cursor: 8 }, offered: [] })
    expect(completed(typed, 3, ['route', 'roar'])).toEqual({ line: typed, offered: ['route', 'roar'] })
    expect(completed(typed, 3, [])).toEqual({ line: typed, offered: [] })
  })

  test('comes back from the history, and what was being typed with it', () => {
    const history = new LineHistory()
    for (const line of ['one', 'two', 'two', '  ']) history.add(line)
    expect([history.earlier('draft'), history.earlier(''), history.earlier(''), history.later(), history.later(), history.later()]).toEqual(['two', 'one', 'one', 'two', 'draft', 'draft'])
  })
})
