import type { WireguardKeyFact } from '../trace/facts'
import type { Trace } from '../trace/trace'

/** What a capture tells of WireGuard's keys. */
export interface WireguardSecrets {
  /** In the format of Wireshark's WireGuard key log; empty where there is no WireGuard. */
  readonly keyLog: string
  /** What Wireshark cannot open, and why; undefined where it can open all. */
  readonly caveat: string | undefined
}

/** The keys that the devices and handshakes of a trace had, for Wireshark to open what they sealed. */
export function wireguardSecrets(trace: Trace, namespaceNames: readonly string[]): WireguardSecrets {
  const keys = new Map<string, WireguardKeyFact>()
  for (const change of trace.factChanges) {
    if (change.op !== 'remove' && change.fact.kind === 'wireguard-key') keys.set(`${change.fact.role} ${change.fact.publicKey}`, change.fact)
  }
  const facts = [...keys.values()]
  const untold = facts.filter((fact) => fact.role === 'static' && fact.privateKey === undefined)
  // An ephemeral key follows the static ones: Wireshark reads line by line.
  const inOrder = [...facts.filter((fact) => fact.role === 'static'), ...facts.filter((fact) => fact.role === 'ephemeral')]
  return { keyLog: inOrder.map((fact) => `${keyLogLine(fact)}\n`).join(''), caveat: caveatOf(untold, namespaceNames) }
}

function keyLogLine({ role, publicKey, privateKey }: WireguardKeyFact): string {
  if (privateKey === undefined) return `REMOTE_STATIC_PUBLIC_KEY = ${publicKey}`
  return role === 'static' ? `LOCAL_STATIC_PRIVATE_KEY = ${privateKey}` : `LOCAL_EPHEMERAL_PRIVATE_KEY = ${privateKey}`
}

function caveatOf(untold: readonly WireguardKeyFact[], namespaceNames: readonly string[]): string | undefined {
  if (untold.length === 0) return undefined
  const nodes = untold.map((fact) => namespaceNames[fact.netns] ?? String(fact.netns)).join(', ')
  return (
    `The lab tells no WireGuard private key of ${nodes}. Where such a node begins a handshake, the secret of the two static keys is a stand-in, ` +
    'and Wireshark cannot open the session; where a node begins it whose private key the lab tells, it can.'
  )
}
