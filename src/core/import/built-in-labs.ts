/** The labs that come with Hopscope; the page fetches `labs/NAME.yaml`, the command line reads it. Their titles stand in core/words. */
export const BUILT_IN_LABS = [
  { name: 'two-subnets', path: 'labs/two-subnets.yaml' },
  { name: 'wireguard', path: 'labs/wireguard.yaml' },
  { name: 'vxlan-operator', path: 'labs/vxlan-operator.yaml' },
] as const
