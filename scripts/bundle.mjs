// Bundles TypeScript entries for Node with Vite, so that the command line and the benchmarks run as plain JavaScript.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup/machine.mjs'

/**
 * The newest modification below some files and folders, in milliseconds since 1970.
 * @param {readonly string[]} paths
 * @returns {number}
 */
function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const status = statSync(path)
      if (!status.isDirectory()) return status.mtimeMs
      return Math.max(status.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))))
    }),
  )
}

/**
 * Writes OUT_FOLDER/NAME.mjs for every entry, unless they are newer than everything below `sources`. Prints nothing.
 * @param {Record<string, string>} entries file by name
 * @param {string} outFolder
 * @param {readonly string[]} sources files and folders whose change makes a new bundle necessary
 */
export async function bundleForNode(entries, outFolder, sources) {
  const outputs = Object.keys(entries).map((name) => join(outFolder, `${name}.mjs`))
  const inputs = [...sources, join(root, 'package-lock.json'), import.meta.filename]
  if (outputs.every((output) => existsSync(output)) && Math.min(...outputs.map((output) => statSync(output).mtimeMs)) > newest(inputs)) return
  const { build } = await import('vite') // here, because it takes longer to load than a fresh bundle takes to run
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    customLogger: quietLogger(),
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: outFolder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { input: entries, output: { entryFileNames: '[name].mjs', chunkFileNames: 'shared-[hash].mjs' } },
    },
  })
}

/** A logger that says errors on standard error and nothing else. @returns {import('vite').Logger} */
function quietLogger() {
  const ignore = () => undefined
  return {
    hasWarned: false,
    info: ignore,
    warn: ignore,
    warnOnce: ignore,
    clearScreen: ignore,
    hasErrorLogged: () => false,
    error: (message) => process.stderr.write(`${message}\n`),
  }
}
