import { describe, expect, it } from 'vitest'
import { ShortNames } from './short-names'
import { FONT, textWidth } from './text-metrics'

const AWS = ['ip-10-20-1-11', 'ip-10-20-1-12', 'ip-10-20-2-21'].map((host) => `${host}.eu-central-1.compute.internal`)
const PODS = ['web-6d4cf56db6-abcde', 'web-6d4cf56db6-fghij', 'coredns-7c65d6cfc9-2xk9p', 'legacy-0', 'db-0', 'pod-w0-b', 'pod-w1-b', 'router', '8.8.8.8', '8.8.4.4']
const names = new ShortNames([...AWS, ...PODS])

/** In room for so many letters of that text. */
function inRoomOf(room: string, name: string): string {
  return names.fit(name, textWidth(room, FONT.caption) + 0.1, FONT.caption)
}

describe('a name without the room for it', () => {
  it.each([
    [AWS[0], 'ip-10-20-1-11', 'ip-10-20-1-11'],
    [AWS[0], '…20-1-11', '…20-1-11'],
    [AWS[1], '…1-12', '…1-12'],
    ['web-6d4cf56db6-abcde', 'web…abcde', 'web…abcde'],
    ['coredns-7c65d6cfc9-2xk9p', 'coredns…', 'coredns…'],
    ['legacy-0', 'legacy…', 'legacy…'],
    ['pod-w0-b', '…w0-b', '…w0-b'],
  ])('%s in %s is %s', (name, room, shown) => {
    expect(inRoomOf(room, name ?? '')).toBe(shown)
  })

  it('keeps the word that tells what it is, where another would do without it', () => {
    const pods = ['coredns-668d6bf9bc-x7hjt', 'coredns-668d6bf9bc-zq8xk', 'checkout-5b8d7c-4mwbz', 'checkout-5b8d7c-8k2vn']
    const several = new ShortNames(pods)
    for (const name of pods) expect(several.fit(name, textWidth('…4mwbz___', FONT.podName), FONT.podName)).toMatch(/^(cor|che)[a-z]*…[a-z0-9]{2,5}$/)
  })

  it('is nothing rather than what could be another', () => {
    expect(inRoomOf('…b', 'pod-w0-b')).toBe('')
    expect(inRoomOf('…0', 'legacy-0')).toBe('')
    expect(inRoomOf('rou', 'router')).toBe('')
  })

  it('is that of no other, in any room', () => {
    for (let px = 10; px < 140; px += 3) {
      const shown = [...AWS, ...PODS].map((name) => names.fit(name, px, FONT.caption)).filter((text) => text !== '')
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown.filter((text) => textWidth(text, FONT.caption) > px)).toEqual([])
    }
  })

  it('keeps its domain where that is what tells it apart', () => {
    const two = new ShortNames(['a-1.x.example', 'a-1.y.example'])
    expect(two.fit('a-1.x.example', textWidth('…x.example', FONT.caption) + 1, FONT.caption)).toBe('…x.example')
  })
})
