/** What the interpreter says of work that was stopped from outside: no shell does. */
const NOTE = 'bash: execution aborted\n'

export function withoutAbortNote(stderr: string): string {
  return stderr.replaceAll(NOTE, '')
}
