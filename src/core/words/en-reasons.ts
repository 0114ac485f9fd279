import { figure } from './figure'
const COUNT_WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

/** Why a row of a route table wins, what changed and what fits, in English. What stands between ** is the reason itself and is set in a heavier weight. */
export const EN_REASONS = {
  countOf: (p: { readonly count: number }) => COUNT_WORDS[p.count] ?? String(p.count),
  oneRow: (p: { readonly address: string; readonly row: string; readonly so: string }) => `One row matches ${p.address}: **${p.row}**, so ${p.so}.`,
  defaultRow: 'the default route',
  prefixRow: (p: { readonly length: number; readonly prefix: string }) => `the /${p.length} of ${p.prefix}`,
  longer: (p: { readonly count: string; readonly address: string; readonly length: number; readonly other: number; readonly so: string }) => `${p.count} rows match ${p.address}. **The /${p.length} wins because it is longer than ${p.other === 0 ? 'default’s /0' : `the /${p.other}`}**, so ${p.so}.`,
  metric: (p: { readonly count: string; readonly address: string; readonly length: number; readonly metric: number; readonly other: number; readonly so: string }) => `${p.count} rows match ${p.address}. **Both are /${p.length}; metric ${p.metric} wins over ${p.other}**, so ${p.so}.`,
  none: (p: { readonly address: string }) => `**No row matches ${p.address}**, not even a default route: there is no way on from here.`,
  local: 'the packet is for this host',
  broadcast: 'every host of the subnet gets it',
  blackhole: 'the packet is discarded without a word',
  refused: 'the sender is told that there is no way',
  nextTable: 'the next rule’s table is asked',
  wraps: (p: { readonly link: string; readonly via: string }) => `${p.link} wraps the packet for ${p.via}`,
  seals: (p: { readonly link: string }) => `${p.link} seals the packet for its peer`,
  straight: (p: { readonly link: string; readonly via: string }) => `it goes out of ${p.link} straight to ${p.via}`,
  onTo: (p: { readonly link: string; readonly via: string }) => `it goes out of ${p.link} to ${p.via}`,
  theInterface: 'the interface',
  sized: (p: { readonly name: string; readonly bytes: number }) => `${p.name}, ${figure(p.bytes)} B`,
  ttlAnd: (p: { readonly what: string; readonly ttl: string; readonly flag: string; readonly isCopied: boolean }) => `${p.what}: TTL ${p.ttl} and ${p.flag}${p.isCopied ? ' copied from the inner header' : ''}`,
  noFragmentFlag: 'no DF',
  sentTo: (p: { readonly what: string; readonly address: string }) => `${p.what}: to ${p.address}`,
  untouched: (p: { readonly names: string }) => `${p.names} untouched`,
  free: (p: { readonly bytes: string }) => `Fits: ${p.bytes} B free.`,
  tooMany: (p: { readonly bytes: string }) => `Too big: ${p.bytes} B too many.`,
  ownLimit: (p: { readonly link: string; readonly sum: string }) => `The line is ${p.link}’s own limit: ${p.sum}.`,
  nextTakes: (p: { readonly link: string; readonly sum: string }) => `It goes on into ${p.link}, which takes ${p.sum}: fits there too.`,
  nextCuts: (p: { readonly link: string; readonly sum: string; readonly bytes: string }) => `It goes on into ${p.link}, which takes ${p.sum}: ${p.bytes} B too many, so it is cut into fragments.`,
  nextRefuses: (p: { readonly link: string; readonly sum: string; readonly bytes: string }) => `It goes on into ${p.link}, which takes ${p.sum}: ${p.bytes} B too many, and DF forbids to cut it. Too big.`,
} as const
