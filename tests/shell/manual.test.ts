import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'
import { COMMAND_NAMES } from '../../src/core/shell/commands'
import { MANUALS } from '../../src/core/shell/manual'
import type { Manual, ManualOption, ManualWord } from '../../src/core/shell/manual/entry'

const LAB = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')
const { session } = LabSession.open([{ name: 'two-subnets.yaml', text: LAB }], { seed: 1 })
if (!session) throw new Error('lab refused')

function run(command: string): { readonly exit: number; readonly stdout: string; readonly stderr: string } {
  const ran = session?.run(command.startsWith('ebtables') ? 'lan-a' : 'k8s-w1', command, { maxEntries: 20_000 })
  if (!ran?.ok) throw new Error(ran?.error)
  return ran.value.record
}

/** What programs say of an option or word that they do not have. */
const REFUSAL = /not modelled|is unknown|unknown option|invalid option|Invalid (subcommand|parameter)|command not found|no command specified|has no/

function commandsWith(manual: Manual, option: ManualOption): readonly string[] {
  if (option.example?.startsWith(`${manual.name} `)) return [option.example]
  const [name = '', ...rest] = manual.example.split(' ')
  const withOption = (flag: string): string => [name, flag, ...(option.value === undefined ? [] : [option.example ?? '']), ...rest].join(' ')
  return [option.flag, option.long].filter((flag) => flag !== undefined).map(withOption)
}

/** Every path of words, each with a value where it takes one. */
function wordPaths(words: readonly ManualWord[], before: string): readonly string[] {
  const sample = { address: '192.0.2.1', prefix: '192.0.2.0/24', link: 'eth0', number: '7' } as Readonly<Record<string, string>>
  return words.flatMap((word) => {
    const path = `${before} ${word.word}${word.value === undefined ? '' : ` ${word.example ?? sample[word.value] ?? 'none'}`}`
    return [path, ...wordPaths(word.words ?? [], path)]
  })
}

test.each(['kubectl get --help', 'kubectl help', 'calicoctl ipam show -h', 'calicoctl get ippool --help', 'aws help'])('%s prints the manual too', (command) => {
  expect(run(command).stdout).toContain(`Usage: ${command.split(' ')[0] ?? ''}`)
})

test('every command has a manual, in alphabetical order, and every manual a command', () => {
  expect(MANUALS.map(({ name }) => name)).toEqual([...COMMAND_NAMES])
})

describe.each(MANUALS)('$name', (manual) => {
  test('prints its manual when it is asked for help', () => {
    const { exit, stdout, stderr } = run(`${manual.name} --help`)
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toContain(`Usage: ${manual.name}`)
    expect(stdout).toContain(manual.summary)
    for (const { flag, meaning } of manual.options) expect(stdout).toMatch(new RegExp(`^ +${flag}[ ,].*${meaning.replace(/[()[\]+.*|?]/g, '\\$&')}$`, 'm'))
  })

  test('runs its example, and takes every option and word that it lists', () => {
    expect(run(manual.example).stderr).not.toMatch(REFUSAL)
    for (const option of manual.options) {
      for (const command of commandsWith(manual, option)) expect(`${command}: ${run(command).stderr}`).not.toMatch(REFUSAL)
    }
    for (const command of wordPaths(manual.words ?? [], manual.name)) expect(`${command}: ${run(command).stderr}`).not.toMatch(REFUSAL)
  })

  test('says of options that it has not why, and has none of those', () => {
    for (const [option, reason] of Object.entries(manual.absent ?? {})) {
      expect(manual.options.some(({ flag, long }) => flag === option || long === option)).toBe(false)
      expect(run(`${manual.example.split(' ')[0] ?? ''} ${option} 127.0.0.1`).stderr).toContain(`option ${option} is not modelled: ${reason}; Hopscope's ${manual.name} has`)
    }
  })

  test('refuses an option that it does not list', () => {
    if (manual.name === 'true') return
    const { exit, stderr } = run(`${manual.example.split(' ')[0] ?? ''} --no-such-option`)
    expect(exit).toBeGreaterThan(0)
    expect(stderr).not.toBe('')
  })
})
