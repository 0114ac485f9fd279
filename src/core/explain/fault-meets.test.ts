import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { flowMeets, flowMeetsCheck, flowMeetsNatOutgoing } from './fault-meets'

/** What is offered for a flow between two places, and which of it the flow meets. */
function metBy(from: string, to: string, command: string, before: readonly string[] = [], mode: 'ipip' | 'direct' = 'ipip') {
  const session = openBuiltInLab('two-subnets')
  session.change({ ...session.settings, mode }, [])
  const run = runIn(session, [...before, `${from}$ ${command}`])
  const flow = { ...run, drawnOn: run.inventory }
  return {
    met: session.faultsBetween(from, to).filter((fault) => flowMeets(run.trace, flow, fault)).map(({ kind, place }) => `${kind} ${place}`),
    nat: flowMeetsNatOutgoing(run.trace, flow),
    check: flowMeetsCheck(run.trace, flow),
  }
}

describe('what a flow meets', () => {
  it('of a ping between nodes: route, forwarding, the card and its envelope; proxy ARP no more, for it has answered', () => {
    expect(metBy('pod-w0-b', 'pod-w1-a', 'ping -c 1 172.16.158.16')).toEqual({
      met: ['fabric-drops-ipip fabric', 'route-removed k8s-w0', 'forwarding-off k8s-w0', 'forwarding-off k8s-w1', 'link-down k8s-w1'],
      nat: false,
      check: false,
    })
  })

  it('of a large ping the router’s MTU', () => {
    expect(metBy('pod-w0-b', 'pod-w1-a', 'ping -c 1 -s 3000 172.16.158.16').met).toContain('small-router-mtu router')
  })

  it('of one without a tunnel the source/destination check, and of one to the outside natOutgoing', () => {
    expect(metBy('pod-w0-b', 'pod-w1-a', 'ping -c 1 172.16.158.16', [], 'direct')).toMatchObject({ check: true, nat: false })
    expect(metBy('pod-w0-b', 'inet', 'ping -c 1 8.8.8.8')).toMatchObject({ check: false, nat: true })
  })
})
