import { join } from 'node:path'
import { ESLint } from 'eslint'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
/** Any file of the core: its text is replaced, its place counts. */
const PLACE = join(ROOT, 'src/core/base/rng.ts')

/** What the compiler says to `source` if it stood in the core. */
function compilerSays(source: string): readonly string[] {
  const path = join(ROOT, 'src/core/tsconfig.json')
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(path, (file) => ts.sys.readFile(file)).config, ts.sys, join(ROOT, 'src/core'))
  const options: ts.CompilerOptions = { ...config.options, composite: false, emitDeclarationOnly: false, declarationMap: false, noEmit: true }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, target, ...rest) => (name === PLACE ? ts.createSourceFile(name, source, target) : read(name, target, ...rest))
  const program = ts.createProgram([PLACE], options, host)
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(PLACE)).map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
}

async function linterSays(source: string): Promise<string> {
  const eslint = new ESLint({ cwd: ROOT })
  const results = await eslint.lintText(`${source}\n`, { filePath: PLACE })
  return results.flatMap((result) => result.messages.map((message) => message.message)).join('\n')
}

describe('the core is pure', () => {
  it.each(['document.title', 'process.exitCode', "fetch('x')", 'new TextEncoder()', "Buffer.from('')", 'setTimeout(() => 1, 1)'])(
    'the compiler knows no %s there',
    (expression) => {
      expect(compilerSays(`export const used = ${expression}`).join('\n')).toMatch(/Cannot find name/)
    },
  )

  it('the compiler accepts what every engine has', () => {
    expect(compilerSays('export const used = new Float64Array(4).at(-1)')).toEqual([])
  })

  it.each([
    ['Date.now()', 'Simulated time'],
    ['Math.random()', 'Rng of core/base'],
    ['setTimeout(() => 1, 1)', 'engine’s queue'],
    ['console', 'prints nothing'],
  ])('the linter refuses %s and names what to use', async (expression, advice) => {
    expect(await linterSays(`export const used = ${expression}`)).toContain(advice)
  })

  it.each([
    ['export const used = 1 as unknown as string', 'No `as unknown as`'],
    ['export function used(value: any): void {}', 'Unexpected any'],
    ['async function later(): Promise<void> {}\nlater()', 'Promises must be awaited'],
    ["export function used(kind: 'a' | 'b'): void { switch (kind) { case 'a': break } }", 'Switch is not exhaustive'],
    ["import { assert } from './assert'\nexport const used: typeof assert | undefined = undefined", 'only used as types'],
    ['// TO' + 'DO later\nexport const used = 1', 'Unexpected'],
  ])('the linter refuses: %s', async (source, complaint) => {
    expect(await linterSays(source)).toContain(complaint)
  })
})
