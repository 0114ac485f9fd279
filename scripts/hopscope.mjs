// `npm run -s hopscope -- …`: the command line from the sources as they are, bundled again when one of them has changed.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleForNode } from './bundle.mjs'
import { cache, root } from './setup/machine.mjs'

const folder = join(cache, 'cli')
const program = join(folder, 'hopscope.mjs')
await bundleForNode({ hopscope: join(root, 'src/cli/main.ts') }, folder, [join(root, 'src/core'), join(root, 'src/cli')])
process.argv[1] = program
await import(pathToFileURL(program).href)
