import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCommandLine, parseCommandLine } from './command-line'
import { optionErrorText, parseOptions } from './options'

describe('parseCommandLine', () => {
  test.each([
    ['ping -c 1 10.0.0.1', ['ping', '-c', '1', '10.0.0.1']],
    ['  ip\troute  ', ['ip', 'route']],
    [`calicoctl patch ippool p -p '{"spec":{"ipipMode":"Never"}}'`, ['calicoctl', 'patch', 'ippool', 'p', '-p', '{"spec":{"ipipMode":"Never"}}']],
    [`echo "a \\"b\\" c" d\\ e ''`, ['echo', 'a "b" c', 'd e', '']],
    [`--type='merge' x"y"z`, ['--type=merge', 'xyz']],
    ['ip route # all of them', ['ip', 'route']],
    ['', []],
  ])('%s', (text, words) => {
    expect(parseCommandLine(text)).toEqual({ ok: true, value: words })
  })

  test('refuses what only a shell can do, and quotes that do not close', () => {
    expect(parseCommandLine('ip route | grep bird')).toMatchObject({ ok: false, error: expect.stringContaining("'|' is a shell operator") as string })
    expect(parseCommandLine('echo $HOME')).toMatchObject({ ok: false })
    expect(parseCommandLine("echo 'a")).toEqual({ ok: false, error: "no closing ' after position 6" })
  })

  test('formatted words parse into the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 })), (words) => {
        expect(parseCommandLine(formatCommandLine(words))).toEqual({ ok: true, value: words })
      }),
    )
  })
})

describe('parseOptions', () => {
  const letters = { flags: 'nq', values: 'ci' }

  test('takes options joined or apart, before and after operands, as GNU getopt does', () => {
    const parsed = parseOptions(['-nc2', 'host', '-i', '0.3', '--', '-q'], letters)
    if (!parsed.ok) throw new Error('refused')
    expect([...parsed.value.flags]).toEqual(['n'])
    expect([...parsed.value.values]).toEqual([['c', '2'], ['i', '0.3']])
    expect(parsed.value.operands).toEqual(['host', '-q'])
  })

  test('names an option that it does not have, and one without its value', () => {
    const unknown = parseOptions(['-nz'], letters)
    expect(unknown.ok ? '' : optionErrorText('ping', unknown.error, letters)).toBe("ping: option -z is not modelled; Hopscope's ping has -c -i -n -q\n")
    const bare = parseOptions(['-c'], letters)
    expect(bare.ok ? '' : optionErrorText('ping', bare.error, letters)).toBe("ping: option requires an argument -- 'c'\n")
  })
})
