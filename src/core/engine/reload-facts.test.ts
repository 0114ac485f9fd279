import { expect, it } from 'vitest'
import { openBuiltInLab } from '../../../tests/scene/lab-run'
import { Trace } from '../trace/trace'

it('a lab that is derived anew has each interface once, also where no packet has come yet', () => {
  const session = openBuiltInLab('two-subnets')
  const trace = new Trace()
  for (const mode of ['direct', 'vxlan', 'ipip'] as const) {
    session.change({ ...session.settings, mode }, [])
    const ran = session.run('pod-w0-b', 'ping -n -c 1 172.16.158.16')
    if (!ran.ok) throw new Error(ran.error)
    for (const { blocks, facts } of ran.value.parts) {
      for (const block of blocks) trace.append(block)
      trace.appendFactChanges(facts)
    }
    for (const [netns, { name }] of session.network.namespaces.entries()) {
      const links = trace.factsAt(netns, trace.entryCount).flatMap((fact) => (fact.kind === 'interface' ? [fact.name] : []))
      expect(new Set(links).size, `${mode} ${name}: ${links.join(' ')}`).toBe(links.length)
    }
  }
})
