import { expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

test.each([
  ['--syn', '-A FORWARD -p tcp --syn -j DROP'],
  ['--tcp-flags', '-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'],
  ['--clamp-mss-to-pmtu', '-t mangle -A FORWARD -p tcp -j TCPMSS --clamp-mss-to-pmtu'],
  ['-f', '-A FORWARD -f -j DROP'],
])('%s, which a real iptables takes, is refused by its name, and no rule is made', (word, line) => {
  const session = openBuiltIn('two-subnets')
  const before = typed(session, 'k8s-w1', 'iptables-save').stdout
  const { exit, stderr } = typed(session, 'k8s-w1', `iptables ${line}`)
  expect([exit, stderr]).toEqual([2, expect.stringContaining(`"${word}" is not modelled by Hopscope`)])
  expect(typed(session, 'k8s-w1', 'iptables-save').stdout).toBe(before)
})
