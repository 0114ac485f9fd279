/** What fields of headers say, in English. */
export const EN_FIELDS = {
  set: 'set',
  notSet: 'not set',
  bytes: (p: { readonly count: number }) => `${p.count} bytes`,
  fromByte: (p: { readonly at: number }) => `from byte ${p.at} on`,
  dontFragment: 'no router may cut it',
  mayFragment: 'routers may cut it',
  moreFragments: 'not the last piece',
  ttl: 'each router takes one away',
  noChecksum: 'none, as UDP allows',
  broadcast: 'everybody on the link',
  calicoMac: 'Calico’s, on the host end of every pod’s link',
} as const
