import { writeFileSync } from 'node:fs'

/** Where the program writes. */
export interface CliOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** Writes a value as JSON to a file, or to standard output for `-`. Throws where the file cannot be written. */
export function writeJson(target: string, value: unknown, output: CliOutput): void {
  const text = `${JSON.stringify(value, null, 1)}\n`
  if (target === '-') output.stdout(text)
  else writeFileSync(target, text)
}
