import { expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

const session = openBuiltIn('vxlan-operator')

test.each([
  ['bridge -c fdb show dev vxlan.calico', /^\u001b\[33m66:[0-9a-f:]{14} \u001b\[0mdst \u001b\[35m[\d.]+ \u001b\[0mself permanent$/],
  ['bridge -color fdb', /^\u001b\[33m66:[0-9a-f:]{14} \u001b\[0mdev \u001b\[36mvxlan\.calico \u001b\[0mdst \u001b\[35m[\d.]+ \u001b\[0mself permanent$/],
  ['bridge fdb', /^66:[0-9a-f:]{14} dev vxlan\.calico dst [\d.]+ self permanent$/],
])('%s colours entries of a VXLAN device as iproute2 does', (command, line) => {
  const node = session.network.namespaces.find(({ kind }) => kind === 'node')?.name ?? ''
  const lines = typed(session, node, command).stdout.split('\n').filter((text) => text.includes('66:'))
  expect(lines.length).toBeGreaterThan(0)
  for (const text of lines) expect(text).toMatch(line)
})
