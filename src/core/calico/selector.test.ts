import { describe, expect, it } from 'vitest'
import { parseSelector } from './selector'

const RR = { 'route-reflector': 'true', 'rack': 'a1', 'topology.kubernetes.io/zone': 'eu-1' }

describe('a selector', () => {
  it.each([
    ['all()', true],
    ['has(route-reflector)', true],
    ['!has(route-reflector)', false],
    ['has(route-reflektor)', false],
    ["route-reflector == 'true'", true],
    ['rack != "a1"', false],
    ["missing != 'x'", true],
    ["rack in {'a0', 'a1'}", true],
    ["rack not in {'a0','a1'}", false],
    ["missing not in {'a'}", true],
    ["has(rack) && !(rack == 'b1' || rack == 'b2')", true],
    ["rack starts with 'a' && topology.kubernetes.io/zone ends with '-2'", false],
    ["rack contains '1'", true],
  ])('%s holds: %s', (text, holds) => {
    expect(parseSelector(text)?.(RR)).toBe(holds)
  })

  it.each(['has(', 'rack ==', "rack == 'a' &&", 'rack = "a"', "rack in {'a'", 'a b', '', '('.repeat(50_000)])('is none: %s', (text) => {
    expect(parseSelector(text)).toBeUndefined()
  })
})
