import type { IpContext } from './context'
import type { Words } from './words'
import { IpFailure, matchAbbreviation, notModelled } from './words'

/** `ip tunnel show [NAME]`: the IPIP devices. Only the ipip module's own device is modelled, which has nothing that could be set. */
export function ipTunnel(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'show' : matchAbbreviation(words.peek() ?? '', ['add', 'change', 'delete', 'show', 'list', 'lst'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip tunnel help".\n`, 255)
  words.take()
  if (verb === 'add' || verb === 'change' || verb === 'delete') notModelled(`"ip tunnel ${verb}"`)
  const name = words.isEmpty ? undefined : words.value()
  const tunnels = context.system.links().filter(({ spec }) => spec.kind === 'ipip' && (name === undefined || spec.name === name))
  context.system.stdout(tunnels.map(({ spec }) => `${spec.name}: any/ip remote any local any ttl inherit nopmtudisc\n`).join(''))
}
