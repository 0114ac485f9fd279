/** The labs that come with Hopscope; the page fetches `labs/NAME.yaml`, the command line reads it. */
export interface BuiltInLab {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Below the site's root, and below `public/` in the repository. */
  readonly path: string
}

export const BUILT_IN_LABS: readonly BuiltInLab[] = [
  {
    name: 'two-subnets',
    title: 'Two subnets, IPIP',
    description: 'Four nodes on both sides of a router, MTU 9001: what IPIP adds to a ping, and what happens without it.',
    path: 'labs/two-subnets.yaml',
  },
  {
    name: 'wireguard',
    title: 'One subnet, WireGuard',
    description: 'Four nodes in one subnet whose pod traffic is encrypted, with policy routing and public keys.',
    path: 'labs/wireguard.yaml',
  },
  {
    name: 'vxlan-operator',
    title: 'VXLAN as the operator installs it',
    description: 'The newest Calico with its operator’s defaults: VXLAN between subnets, no tunnel within one.',
    path: 'labs/vxlan-operator.yaml',
  },
]
