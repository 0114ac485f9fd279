import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { BUILT_IN_LABS } from '../core/import/built-in-labs'
import type { LabText } from '../core/import/manifest'

/** Above src/cli, and above the bundle's folder. */
const PUBLIC_FOLDER = join(import.meta.dirname, '..', '..', 'public')
const MANIFEST = /\.(ya?ml|json)$/i

/** The texts of labs by built-in name, file or folder; the error says which cannot be read, and what there is. */
export function readLabs(labs: readonly string[]): Result<readonly LabText[], string> {
  const texts: LabText[] = []
  for (const lab of labs) {
    const read = readOne(lab)
    if (!read.ok) return read
    texts.push(...read.value)
  }
  return ok(texts)
}

function readOne(lab: string): Result<readonly LabText[], string> {
  const builtIn = BUILT_IN_LABS.find(({ name }) => name === lab)
  if (builtIn) return readFiles([join(PUBLIC_FOLDER, builtIn.path)])
  const status = statSync(lab, { throwIfNoEntry: false })
  if (!status) return err(`there is no lab or file "${lab}"; built-in labs are ${BUILT_IN_LABS.map(({ name }) => name).join(', ')}`)
  if (!status.isDirectory()) return readFiles([lab])
  const files = readdirSync(lab).filter((file) => MANIFEST.test(file)).sort()
  return files.length === 0 ? err(`the folder "${lab}" holds no .yaml, .yml or .json file`) : readFiles(files.map((file) => join(lab, file)))
}

function readFiles(files: readonly string[]): Result<readonly LabText[], string> {
  try {
    return ok(files.map((file) => ({ name: file.split(/[/\\]/).at(-1) ?? file, text: readFileSync(file, 'utf8') })))
  } catch (error) {
    return err(`cannot read ${files.join(', ')}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
