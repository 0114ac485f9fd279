import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { flightOf } from './flight'
import { grow, overlaps, rectBetween } from './geometry'
import { interfaceKey, layoutOf } from './layout'
import { stageMap } from './ways'

describe('a way inside a node', () => {
  it.each(['two-subnets', 'wireguard'])('passes no tunnel device that the packet does not go through: %s', (lab) => {
    const session = openBuiltInLab(lab)
    expect(session.change({ ...session.settings, mode: 'wireguard' }, []).ok).toBe(true)
    const pods = runIn(session, []).inventory.namespaces.filter(({ kind }) => kind === 'pod')
    const to = pods.findLast(({ node }) => node !== pods[0]?.node)
    const { inventory, steps } = runIn(session, [`${pods[0]?.name ?? ''}$ ping -n -c 1 -W 1 ${[24, 16, 8, 0].map((shift) => ((to?.address ?? 0) >>> shift) & 255).join('.')}`])
    const map = stageMap(inventory, layoutOf(inventory, { width: 848, height: 645 }, new Set(steps.map(({ netns }) => netns))))
    const { ways } = flightOf(map, steps)
    const seen = new Set(steps.map(({ netns, interfaceName }) => interfaceKey(netns, interfaceName)))
    const passedBy = map.layout.interfaces.filter(({ role, netns, link }) => role === 'tunnel' && !seen.has(interfaceKey(netns, link)))
    const runs = ways.flatMap((way) => way?.points.slice(1).map((b, i) => grow(rectBetween(way.points[i] ?? b, b), 3)) ?? [])
    expect(passedBy.map(({ link }) => link)).toContain('tunl0')
    expect([...new Set(passedBy.filter(({ rect }) => runs.some((run) => overlaps(run, rect))).map(({ link }) => link))]).toEqual([])
    expect(ways.flatMap((way) => way?.points ?? []).length).toBeGreaterThan(20)
  })
})
