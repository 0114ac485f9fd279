import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { createSimulation } from '../../src/core/engine/simulation'
import type { ProcessInput, Simulation } from '../../src/core/engine/simulation-api'
import { readLab } from '../../src/core/import/read-lab'
import { parseCommandLine } from '../../src/core/shell/command-line'
import { commandNamed } from '../../src/core/shell/commands'

export const TWO_SUBNETS = readFileSync(join(import.meta.dirname, '..', '..', 'public', 'labs', 'two-subnets.yaml'), 'utf8')

/** What a command has printed so far, piece by piece. */
export class Said {
  readonly out: string[] = []
  readonly errors: string[] = []
  exitStatus: () => number | undefined = () => undefined
  interrupt: () => void = () => undefined

  get text(): string {
    return this.out.join('')
  }

  get complaints(): string {
    return this.errors.join('')
  }

  /** Lines without their times. */
  get lines(): readonly string[] {
    return this.text.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d+ /, ''))
  }
}

/** The lab `two-subnets` with commands typed into it, several at a time; files are kept from command to command. */
export class TypedLab {
  readonly lab: Simulation
  readonly files = new Map<string, Uint8Array>()

  constructor() {
    const { cluster } = readLab([{ name: 'two-subnets.yaml', text: TWO_SUBNETS }])
    if (!cluster) throw new Error('lab refused')
    this.lab = createSimulation(deriveNetwork(cluster), { seed: 1, record: false })
  }

  start(netns: string, command: string, stdin: Uint8Array = new Uint8Array(0)): Said {
    const argv = parseCommandLine(command)
    if (!argv.ok) throw new Error(argv.error)
    const said = new Said()
    const input: ProcessInput = { stdin, files: { read: (path) => this.files.get(path), write: (path, bytes) => path.startsWith('/tmp/') && this.files.set(path, bytes).has(path) } }
    const output = { stdout: (text: string) => void said.out.push(text), stderr: (text: string) => void said.errors.push(text) }
    const process = this.lab.start(netns, commandNamed(argv.value[0] ?? ''), argv.value, output, input)
    said.exitStatus = () => process.exitStatus
    said.interrupt = () => {
      this.lab.interrupt(process)
    }
    this.lab.runUntil(this.lab.nowNs)
    return said
  }

  run(netns: string, command: string, stdin?: Uint8Array): Said {
    const said = this.start(netns, command, stdin)
    for (let i = 0; i < 100 && said.exitStatus() === undefined; i++) this.lab.runUntil(this.lab.nowNs + 1e8)
    return said
  }
}
