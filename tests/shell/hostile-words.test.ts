import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'
import { formatCommandLine } from '../../src/core/shell/command-line'
import { MANUALS } from '../../src/core/shell/manual'
import '../property-seed'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

/** What may be printed of a command that fails: more would be an answer to nothing. */
const LONGEST_REFUSAL = 20_000

function said(words: readonly string[]): string {
  const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
  const ran = session?.run('k8s-w1', formatCommandLine(words), { maxEntries: 3000 })
  if (!ran?.ok) throw new Error(ran?.error)
  return ran.value.record.stdout + ran.value.record.stderr
}

const HOSTILE = ['\u001b[2J', 'a\u0007b', 'x'.repeat(5000), '-'.repeat(500), '99999999999999999999', '-1', '1e9', '0x', '../../etc', '%s%n', '__proto__', 'constructor', '\u202e', "'", '::', '1.2.3.4/99', '0/0/0', '']
const NETWORK_TOOLS = MANUALS.filter(({ name }) => !['true', 'sleep', 'apt', 'apt-get', 'aws', 'az', 'gcloud', 'kubectl', 'calicoctl', 'birdcl', 'tcpdump'].includes(name))

describe.each(NETWORK_TOOLS)('$name', (manual) => {
  test('ends whatever it is given, says little, and no control character comes back raw', () => {
    const flags = manual.options.map(({ flag }) => flag)
    const words = (manual.words ?? []).flatMap(({ word, words: below }) => [word, ...(below ?? []).map((next) => next.word)])
    const word = fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom(...flags, ...words, 'dev', 'eth0', '10.0.0.1'), fc.string({ maxLength: 12, unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (rest) => {
        const text = said([manual.name, ...rest])
        expect(text.length).toBeLessThan(LONGEST_REFUSAL)
        // colours are what `ip -c` is for
        expect(text.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 40 },
    )
  })
})
