import { describe, expect, it } from 'vitest'
import { capitalWord } from './sentence'

describe('the start of a sentence', () => {
  it.each([
    ['nobody answered ARP', 'Nobody answered ARP'],
    ['ip_forward is 0', 'ip_forward is 0'],
    ['pod-w1-a owns the address', 'pod-w1-a owns the address'],
    ['tunl0 removed the outer header', 'tunl0 removed the outer header'],
    ['no rule covers it', 'No rule covers it'],
  ])('%s', (text, expected) => {
    expect(capitalWord(text)).toBe(expected)
  })
})
