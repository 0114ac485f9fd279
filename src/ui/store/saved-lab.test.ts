import { describe, expect, it } from 'vitest'
import { formatSavedLab, parseSavedLab } from './saved-lab'
import type { LabMoment } from './lab-slice'

const MOMENT: LabMoment = {
  source: { kind: 'built-in', name: 'two-subnets' },
  settings: { mode: 'vxlan', scope: 'cross-subnet', calicoVersion: 'v3.30', natOutgoing: false, fabric: 'aws', mtuBytes: 1500 },
  faults: [{ kind: 'forwarding-off', place: 'k8s-w1', object: '', script: [], repair: [] }],
  changes: [{ netns: 'k8s-w1', command: 'ip route del default', stdin: 'x', files: { '/tmp/a': 'y' } }],
}

describe('a remembered lab', () => {
  it('is read as it was written, with the places of its faults and without their scripts', () => {
    expect(parseSavedLab(formatSavedLab(MOMENT))).toEqual({ ...MOMENT, faults: [{ kind: 'forwarding-off', place: 'k8s-w1', object: '' }] })
    const files = { ...MOMENT, source: { kind: 'files' as const, files: [{ name: 'a.yaml', text: 'kind: Node' }] } }
    expect(parseSavedLab(formatSavedLab(files))?.source).toEqual(files.source)
  })

  it('is not written where it would fill the browser’s storage', () => {
    expect(formatSavedLab({ ...MOMENT, source: { kind: 'files', files: [{ name: 'a.yaml', text: 'x'.repeat(3_000_000) }] } })).toBe('')
  })

  const written = JSON.parse(formatSavedLab(MOMENT)) as Record<string, unknown>
  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['no JSON', '{'],
    ['another shape', '[1]'],
    ['another version', JSON.stringify({ ...written, version: 2 })],
    ['a path for a name', JSON.stringify({ ...written, source: { kind: 'built-in', name: '../../secret' } })],
    ['no files', JSON.stringify({ ...written, source: { kind: 'files', files: [] } })],
    ['files without text', JSON.stringify({ ...written, source: { kind: 'files', files: [{ name: 'a' }] } })],
    ['an unknown mode', JSON.stringify({ ...written, settings: { ...MOMENT.settings, mode: 'gre' } })],
    ['an MTU that no link has', JSON.stringify({ ...written, settings: { ...MOMENT.settings, mtuBytes: 12 } })],
    ['a fault that is none', JSON.stringify({ ...written, faults: [{ kind: 'rm -rf', place: 'k8s-w1', object: '' }] })],
    ['a typed change that is none', JSON.stringify({ ...written, changes: [{ netns: 'k8s-w1' }] })],
    ['faults that are no list', JSON.stringify({ ...written, faults: 'none' })],
  ])('is none where the storage holds %s', (_, text) => {
    expect(parseSavedLab(text)).toBeUndefined()
  })
})
