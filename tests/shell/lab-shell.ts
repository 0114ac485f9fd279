import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabSession } from '../../src/core/session/lab-session'
import type { CommandRecord } from '../../src/core/session/command-run'

/** A built-in lab, fresh. */
export function openBuiltIn(lab: string): LabSession {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', `${lab}.yaml`), 'utf8')
  const { session } = LabSession.open([{ name: `${lab}.yaml`, text }], { seed: 1 })
  if (!session) throw new Error('lab refused')
  return session
}

/** What a command line printed and did. */
export function typed(session: LabSession, netns: string, command: string): CommandRecord {
  const ran = session.run(netns, command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record
}

/** Runs a command as a shell does, with standard input and files. */
export function typedWith(session: LabSession, netns: string, argv: readonly string[], given: { readonly stdin?: string; readonly files?: Readonly<Record<string, string>> }): { readonly exit: number | undefined; readonly out: string; readonly errors: string } {
  const said = { out: '', errors: '' }
  const input = { stdin: new TextEncoder().encode(given.stdin ?? ''), files: { read: (path: string) => (given.files?.[path] === undefined ? undefined : new TextEncoder().encode(given.files[path])), write: () => false } }
  const started = session.start(netns, argv, {
    stdout: (text) => {
      said.out += text
    },
    stderr: (text) => {
      said.errors += text
    },
    input,
  })
  if (!started.ok) throw new Error(started.error)
  return { exit: started.value.exitStatus, ...said }
}
