/** A rule as iptables-save prints it, with its counters. */
export interface SavedRule {
  readonly packets: number
  readonly bytes: number
  /** `-A chain …`: what a fact of the trace says too. */
  readonly text: string
  /** The rule without its chain and Felix's comment. */
  readonly shortText: string
}

export interface SavedChain {
  readonly name: string
  /** Of a built-in chain: `ACCEPT`. */
  readonly policy: string | undefined
  readonly rules: readonly SavedRule[]
}

export interface SavedTable {
  readonly name: string
  readonly chains: readonly SavedChain[]
  readonly ruleCount: number
}

const CHAIN = /^:(\S+) (\S+)/
const RULE = /^\[(\d+):(\d+)\] (-A (\S+) ?(.*))$/
const FELIX_COMMENT = /-m comment --comment "cali:[^"]*" ?/

/** Reads what `iptables-save -c` prints; chains without rules are left out. Lines of another kind are passed over. */
export function parseSavedRules(text: string): readonly SavedTable[] {
  const tables: { name: string; chains: { name: string; policy: string | undefined; rules: SavedRule[] }[] }[] = []
  for (const line of text.split('\n')) {
    const table = tables.at(-1)
    const chain = CHAIN.exec(line)
    const rule = RULE.exec(line)
    if (line.startsWith('*')) tables.push({ name: line.slice(1), chains: [] })
    else if (chain && table) table.chains.push({ name: chain[1] ?? '', policy: chain[2] === '-' ? undefined : chain[2], rules: [] })
    else if (rule && table) {
      const [, packets, bytes, whole = '', chainName, rest = ''] = rule
      table.chains.find(({ name }) => name === chainName)?.rules.push({ packets: Number(packets), bytes: Number(bytes), text: whole, shortText: rest.replace(FELIX_COMMENT, '') })
    }
  }
  return tables.map(({ name, chains }) => ({
    name,
    chains: chains.filter(({ rules }) => rules.length > 0),
    ruleCount: chains.reduce((sum, { rules }) => sum + rules.length, 0),
  }))
}

/** How many packets rules have counted since an earlier listing. A rule that was not there has counted all of its own since. */
export function gainedOver(tables: readonly SavedTable[], before: readonly SavedTable[]): ReadonlyMap<SavedRule, number> {
  if (before.length === 0) return new Map()
  const counted = new Map(rulesOf(before).map(([key, { packets }]) => [key, packets]))
  return new Map(rulesOf(tables).map(([key, rule]) => [rule, rule.packets - (counted.get(key) ?? 0)]))
}

function rulesOf(tables: readonly SavedTable[]): readonly (readonly [key: string, rule: SavedRule])[] {
  return tables.flatMap(({ name, chains }) => chains.flatMap(({ rules }) => rules.map((rule, position) => [`${name} ${position} ${rule.text}`, rule] as const)))
}
