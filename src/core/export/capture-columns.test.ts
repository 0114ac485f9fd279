import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import type { LabRun } from '../../../tests/scene/lab-run'
import type { Inventory } from '../model/inventory'
import { inventoryOf } from '../model/inventory-of'
import { formatIpv4 } from '../wire/ipv4-address'
import { captureRows, interfacesSeen, interfacesToBeginWith } from './capture-columns'
import type { InterfacePlace } from './capture-columns'

const ACROSS = 'ping -n -c 2 -i 0.2 172.16.158.16'

/** Interfaces of a namespace by how their names begin. */
function placesOf(ran: LabRun, name: string, ...links: readonly string[]): readonly InterfacePlace[] {
  const netns = ran.netns(name)
  return links.map((link) => ({ netns, interfaceName: ran.inventory.namespaces[netns]?.links.find((one) => one.name.startsWith(link) && (link !== 'cali' || isUsed(ran, netns, one.name)))?.name ?? '' }))
}

function addressOf({ namespaces }: Inventory, name: string): string {
  return formatIpv4(namespaces.find((one) => one.name === name)?.links.find((link) => link.name === 'eth0')?.addresses[0]?.address ?? 0)
}

function isUsed(ran: LabRun, netns: number, link: string): boolean {
  return ran.allSteps.some((step) => step.netns === netns && step.interfaceName === link)
}

/** Each row as what was seen in each column, and which way it went. */
function shown(ran: LabRun, places: readonly InterfacePlace[]): readonly string[] {
  return captureRows(ran.allSteps, places).map(({ cells }) => cells.map((step) => (step ? `${step.name} ${step.direction ?? ''}` : '-')).join(' | '))
}

describe('captures side by side', () => {
  it('have one row for a packet at veth, tunnel and NIC, as the document aligns them by hand', () => {
    const ran = runIn(openBuiltInLab('two-subnets'), [`pod-w0-b$ ${ACROSS}`])
    const places = placesOf(ran, 'k8s-w0', 'cali', 'tunl0', 'eth0')
    const pings = shown(ran, places).filter((row) => row.includes('echo'))
    const [request, reply] = ['ICMP echo request', 'ICMP echo reply']
    const once = [`${request} in | ${request} out | ${request} out`, `${reply} out | ${reply} in | ${reply} in`]
    expect(pings).toEqual([...once, ...once])
    expect(interfacesToBeginWith(ran.allSteps)).toEqual(places)
  })

  it.each([['two-subnets', 'pod-w0-b', 'pod-w1-a'], ['wireguard', 'pod-w1-a', 'pod-w2-a'], ['vxlan-operator', 'client', 'server']])('follow the packet through every namespace of %s, whatever is wrapped around it', (lab, from, to) => {
    const session = openBuiltInLab(lab)
    const ran = runIn(session, [`${from}$ ping -n -c 1 ${addressOf(inventoryOf(session.network), to)}`])
    const places = interfacesSeen(ran.allSteps)
    const requests = captureRows(ran.allSteps, places).filter(({ first }) => first.name === 'ICMP echo request')
    expect(requests).toHaveLength(1)
    expect(requests[0]?.cells.filter((step) => step !== undefined).length).toBe(ran.allSteps.filter((step) => step.kind === 'frame' && step.name === 'ICMP echo request').length)
  })

  it('have a column for an interface that sees nothing', () => {
    const ran = runIn(openBuiltInLab('two-subnets'), ['pod-w0-a$ ping -n -c 1 8.8.8.8'])
    expect(shown(ran, placesOf(ran, 'k8s-w0', 'tunl0', 'cali')).filter((row) => row.includes('echo'))).toEqual(['- | ICMP echo request in', '- | ICMP echo reply out'])
  })

  it('show masqueraded packets beside what they were', () => {
    const ran = runIn(openBuiltInLab('two-subnets'), ['pod-w0-a$ ping -n -c 1 8.8.8.8'])
    expect(shown(ran, placesOf(ran, 'k8s-w0', 'cali', 'eth0')).filter((row) => row.includes('echo'))).toEqual(['ICMP echo request in | ICMP echo request out', 'ICMP echo reply out | ICMP echo reply in'])
  })

  it('give each fragment a row, and the packet that was cut and put together another', () => {
    const ran = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 172.16.158.16', 'pod-w0-b$ ping -n -c 1 -M dont -s 9000 172.16.158.16'])
    const places = [...placesOf(ran, 'k8s-w0', 'cali', 'tunl0', 'eth0'), ...placesOf(ran, 'k8s-w1', 'eth0')]
    const forth = captureRows(ran.allSteps, places).filter(({ first }) => first.name.includes('echo request') || first.part !== undefined)
    const widths = forth.map(({ cells }) => cells.map((step) => (step ? 'x' : '-')).join(''))
    // the pod cuts it, its node puts it together for NAT and cuts it anew for the tunnel
    expect(widths.slice(0, 4)).toEqual(['x---', 'x---', '-xxx', '-xxx'])
  })

  it('list a packet again where it is seen a second time', () => {
    const ran = runIn(openBuiltInLab('two-subnets'), [`pod-w0-b$ ${ACROSS}`])
    const [request] = ran.allSteps.filter((step) => step.kind === 'frame' && step.name === 'ICMP echo request')
    if (!request) throw new Error('no request')
    const again = { ...request, entryIndex: request.entryIndex + 1 }
    expect(captureRows([request, again], [{ netns: request.netns, interfaceName: request.interfaceName }]).map(({ first }) => first)).toEqual([request, again])
    expect(captureRows([request], [])).toEqual([])
  })
})
