import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import type { SceneSelection } from '../../core/scene/scene'
import type { AppState } from '../store/app-state'
import { pick } from './pick'

const inventory = twoSubnets()
const index = (name: string) => inventory.namespaces.findIndex((ns) => ns.name === name)

/** The part of the store that picking touches. */
function picking() {
  const log: { drafts: unknown[]; pings: (readonly [number, number])[]; selection: SceneSelection; pendingFrom: number | undefined } = { drafts: [], pings: [], selection: { kind: 'none' }, pendingFrom: undefined }
  const state = () =>
    ({
      inventory,
      pendingFrom: log.pendingFrom,
      select: (selection: SceneSelection) => (log.selection = selection),
      setPendingFrom: (netns: number | undefined) => (log.pendingFrom = netns),
      draftFlow: (draft: unknown) => log.drafts.push(draft),
      startPing: (from: number, to: number) => {
        log.pings.push([from, to])
        log.pendingFrom = undefined
        return Promise.resolve()
      },
    }) as Partial<AppState> as AppState
  return { log, pickNetns: (name: string, withShift = false) => pick(state(), { kind: 'namespace', netns: index(name) }, withShift), pickGround: () => pick(state(), undefined), pickInterface: (name: string, link: string) => pick(state(), { kind: 'interface', netns: index(name), link }) }
}

describe('picking on the stage', () => {
  it('pings from the first pod to the second', () => {
    const { log, pickNetns } = picking()
    pickNetns('pod-w0-b')
    expect(log).toMatchObject({ pings: [], pendingFrom: index('pod-w0-b'), selection: { kind: 'namespace', index: index('pod-w0-b') } })
    pickNetns('pod-w1-a')
    expect(log.pings).toEqual([[index('pod-w0-b'), index('pod-w1-a')]])
  })

  it('pings a node or an outside host as the second end, but starts at pods only', () => {
    const { log, pickNetns } = picking()
    pickNetns('k8s-w1')
    expect(log.pendingFrom).toBeUndefined()
    pickNetns('pod-w0-b')
    pickNetns('inet')
    expect(log.pings).toEqual([[index('pod-w0-b'), index('inet')]])
  })

  it('forgets the first pod at a second click on it and at a click on the ground', () => {
    const { log, pickNetns, pickGround } = picking()
    pickNetns('pod-w0-b')
    pickNetns('pod-w0-b')
    expect(log).toMatchObject({ pendingFrom: undefined, selection: { kind: 'none' }, pings: [] })
    pickNetns('pod-w0-b')
    pickGround()
    expect(log).toMatchObject({ pendingFrom: undefined, selection: { kind: 'none' }, pings: [] })
  })

  it('describes a flow instead where Shift is held, from the pod picked first', () => {
    const { log, pickNetns } = picking()
    pickNetns('k8s-w1', true)
    pickNetns('pod-w0-b')
    pickNetns('inet', true)
    expect(log.drafts).toEqual([{ to: index('k8s-w1') }, { from: index('pod-w0-b'), to: index('inet') }])
    expect(log.pings).toEqual([])
  })

  it('selects an interface without starting a flow', () => {
    const { log, pickInterface } = picking()
    pickInterface('k8s-w0', 'tunl0')
    expect(log).toMatchObject({ pings: [], pendingFrom: undefined, selection: { kind: 'interface', namespace: index('k8s-w0'), link: 'tunl0' } })
  })
})
