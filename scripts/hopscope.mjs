// `npm run -s hopscope -- …`: the command line from the sources as they are, bundled again when one of them has changed.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bundleForNode } from './bundle.mjs'
import { cache, root } from './setup/machine.mjs'

const folder = join(cache, 'cli')
const sources = ['src/core', 'src/cli'].map((path) => join(root, path))
await bundleForNode({ hopscope: join(root, 'src/cli/main.ts') }, folder, sources)
const { status, error } = spawnSync(process.execPath, [join(folder, 'hopscope.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' })
if (error) throw error
process.exit(status ?? 1)
