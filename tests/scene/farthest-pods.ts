import { openBuiltInLab, runIn } from './lab-run'

/** The first pod of a lab that comes with Hopscope and the last on another node. */
export function farthestPods(lab: string): readonly [from: string, address: string, to: string] {
  const { namespaces } = runIn(openBuiltInLab(lab), []).inventory
  const pods = namespaces.filter((ns) => ns.kind === 'pod')
  const [from, to] = [pods[0], pods.findLast((pod) => pod.node !== pods[0]?.node)]
  const address = to?.links.find((link) => link.kind === 'ethernet')?.addresses[0]?.address ?? 0
  return [from?.name ?? '', [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.'), to?.name ?? '']
}
