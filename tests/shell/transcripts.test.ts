import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'

/**
 * What the tools of Debian 12 printed when these commands were typed one after the other (transcripts/*.txt): `$ COMMAND`,
 * standard output and error together, `[EXIT STATUS]`. Those of netfilter were typed where there was nothing but `lo`,
 * as on a lab's router there are no rules and sets; those of iproute2 and net-tools in a namespace made like that of a pod, on a machine
 * that had no tunl0; of what `bridge` printed there the entry of IPv6's multicast is left out.
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

/** Without what the kernel draws at random; neighbours in order, for it keeps them in a hash. */
function comparable(command: string, text: string): string {
  const masked = text.replaceAll(/initval 0x[0-9a-f]{8}/g, 'initval').replaceAll(/^(\d+: )?(\u001b\[36m)?tunl0.*\n( {4}link\/ipip.*\n)?/gm, '')
  if (!/^ip .*neigh/.test(command)) return masked
  return command.includes('-j') ? sortedJson(masked) : masked.split('\n').toSorted().join('\n')
}

function sortedJson(text: string): string {
  const [json = '', status = ''] = text.split('\n')
  const entries = JSON.parse(json) as readonly object[]
  return `${entries.map((entry) => JSON.stringify(entry)).toSorted().join()}${status}`
}

test.each(readdirSync(FOLDER))('%s: every command prints what the real tool printed, and ends with its exit status', (file) => {
  const { session } = LabSession.open([{ name: 'lab.yaml', text: LAB }], { seed: 1 })
  const said = transcript(file)
  expect(said.length).toBeGreaterThan(20)
  for (const { command, output } of said) {
    const ran = session?.run(/^(ip|host)-/.test(file) ? 'pod-w1-a' : 'router', command)
    if (!ran?.ok) throw new Error(`${command}: ${ran?.error}`)
    const { stdout, stderr, exit } = ran.value.record
    expect(`$ ${command}\n${comparable(command, `${stdout}${stderr}[${exit}]\n`)}`).toBe(`$ ${command}\n${comparable(command, output)}`)
  }
})
