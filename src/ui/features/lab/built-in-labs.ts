/** The labs that come with the page: `public/labs/NAME.yaml`. */
export const BUILT_IN_LABS = [
  { name: 'two-subnets', description: 'Two subnets, IPIP always' },
  { name: 'wireguard', description: 'Two subnets, WireGuard' },
  { name: 'vxlan-operator', description: 'The operator’s defaults, VXLAN' },
] as const

export const FIRST_LAB = BUILT_IN_LABS[0].name
