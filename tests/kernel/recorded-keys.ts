import type { Recording } from './recordings'

/** A shell put the key in when it was recorded; the recording shows the blanks around it. */
const WITHOUT_KEY = / peer {2}/
/** Nobody's public key: `wg pubkey` made one of a key that no node has, and it was not written down. */
const WRONG_KEY = 'd3JvbmcgLSB3cm9uZyAtIHdyb25nIC0gd3JvbmcgLSA='

/**
 * Puts the keys back into the recorded `wg set … peer KEY …`: that of the node whose block the commands speak of, or,
 * when `wg pubkey` was run just before, a wrong one. `remove` takes the key that was set last.
 */
export class RecordedKeys {
  private readonly right: string
  private wrongIsMade = false
  private inUse: string

  constructor({ topology, script }: Pick<Recording, 'topology' | 'script'>) {
    const commands = script.flatMap(({ prepare }) => prepare.map(({ command }) => command)).filter((command) => WITHOUT_KEY.test(command))
    const node = Object.entries(topology.nodes).find(([, { block }]) => commands.some((command) => command.includes(` ${block},`)))
    this.right = node === undefined ? '' : (topology.namespaces[node[0]]?.wg_dump?.split(/\s/)[1] ?? '')
    this.inUse = this.right
  }

  /** To be asked for every command, in order. */
  complete(command: string): string {
    if (command === 'wg pubkey') this.wrongIsMade = true
    if (!WITHOUT_KEY.test(command)) return command
    if (!command.endsWith(' remove')) {
      this.inUse = this.wrongIsMade ? WRONG_KEY : this.right
      this.wrongIsMade = false
    }
    return command.replace(WITHOUT_KEY, ` peer ${this.inUse} `)
  }
}
