import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'

/**
 * What the tools of Debian 12 printed when these commands were typed one after the other into a network namespace with
 * nothing but `lo` (transcripts/*.txt): `$ COMMAND`, standard output and error together, `[EXIT STATUS]`. The router of a
 * lab has no rules and sets either.
 */
const FOLDER = join(import.meta.dirname, 'transcripts')
const LAB = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

interface Said {
  readonly command: string
  readonly output: string
}

function transcript(file: string): readonly Said[] {
  const parts = readFileSync(join(FOLDER, file), 'utf8').split(/^\$ /m).slice(1)
  return parts.map((part) => ({ command: part.slice(0, part.indexOf('\n')), output: part.slice(part.indexOf('\n') + 1) }))
}

/** Without what the kernel draws at random. */
function comparable(text: string): string {
  return text.replaceAll(/initval 0x[0-9a-f]{8}/g, 'initval')
}

test.each(readdirSync(FOLDER))('%s: every command prints what the real tool printed, and ends with its exit status', (file) => {
  const { session } = LabSession.open([{ name: 'lab.yaml', text: LAB }], { seed: 1 })
  const said = transcript(file)
  expect(said.length).toBeGreaterThan(20)
  for (const { command, output } of said) {
    const ran = session?.run('router', command)
    if (!ran?.ok) throw new Error(`${command}: ${ran?.error}`)
    const { stdout, stderr, exit } = ran.value.record
    expect(comparable(`$ ${command}\n${stdout}${stderr}[${exit}]\n`)).toBe(comparable(`$ ${command}\n${output}`))
  }
})
