/** A word of iproute2's grammar, and whether any beginning of it does: `matches` or `strcmp` in iproute.c. */
type Keyword = readonly [word: string, by: 'beginning' | 'whole']

/** Of `show` and `flush`, in the order in which iproute_list_flush_or_save asks for them: the first that fits is meant. */
const SELECTORS = [
  ['table', 'beginning'],
  ['vrf', 'beginning'],
  ['cached', 'beginning'],
  ['cloned', 'beginning'],
  ['tos', 'whole'],
  ['dsfield', 'beginning'],
  ['protocol', 'beginning'],
  ['scope', 'beginning'],
  ['type', 'beginning'],
  ['dev', 'whole'],
  ['oif', 'whole'],
  ['iif', 'whole'],
  ['mark', 'beginning'],
  ['metric', 'beginning'],
  ['priority', 'beginning'],
  ['preference', 'whole'],
  ['via', 'whole'],
  ['src', 'whole'],
  ['realms', 'beginning'],
  ['from', 'beginning'],
  ['to', 'beginning'],
  ['root', 'beginning'],
  ['match', 'beginning'],
  ['exact', 'beginning'],
] as const satisfies readonly Keyword[]

/** Of `add`, `replace`, `change` and `delete`, in the order of iproute_modify. */
const ATTRIBUTES = [
  ['src', 'whole'],
  ['via', 'whole'],
  ['metric', 'beginning'],
  ['priority', 'beginning'],
  ['preference', 'whole'],
  ['scope', 'whole'],
  ['mtu', 'whole'],
  ['onlink', 'whole'],
  ['protocol', 'beginning'],
  ['table', 'beginning'],
  ['dev', 'whole'],
  ['oif', 'whole'],
] as const satisfies readonly Keyword[]

export type RouteSelector = (typeof SELECTORS)[number][0]

/** The selector that a word is; undefined: it is a destination. */
export function routeSelector(word: string): RouteSelector | undefined {
  return SELECTORS.find((keyword) => fits(keyword, word))?.[0]
}

/** The attribute that a word is, where it is one that a route of Hopscope has. */
export function routeAttribute(word: string): (typeof ATTRIBUTES)[number][0] | undefined {
  return ATTRIBUTES.find((keyword) => fits(keyword, word))?.[0]
}

function fits([keyword, by]: Keyword, word: string): boolean {
  return by === 'whole' ? keyword === word : word !== '' && keyword.startsWith(word)
}
