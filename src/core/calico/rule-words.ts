import type { Match, NetfilterRule } from './netfilter-rule'

/**
 * The words that Felix builds rules of (felix/iptables/match_builder.go, actions.go). Where iptables-save prints a word
 * otherwise than Felix writes it, both are given: a rule's hash is made of Felix's.
 */
type Target = NetfilterRule['target']

export const ACCEPT: Target = { kind: 'jump', to: 'ACCEPT' }
export const DROP: Target = { kind: 'jump', to: 'DROP' }
export const RETURN: Target = { kind: 'jump', to: 'RETURN' }
export const NOTRACK: Target = { kind: 'jump', to: 'NOTRACK' }

export function jump(to: string): NetfilterRule {
  return { target: { kind: 'jump', to } }
}

export function goTo(to: string): Target {
  return { kind: 'goto', to }
}

export function setMark(mark: number): Target {
  return {
    kind: 'jump',
    to: 'MARK',
    options: { felix: `--set-mark ${hex(mark)}/${hex(mark)}`, saved: `--set-xmark ${hex(mark)}/${hex(mark)}` },
  }
}

export function clearMark(mark: number): Target {
  return { kind: 'jump', to: 'MARK', options: { felix: `--set-mark 0/${hex(mark)}`, saved: `--set-xmark 0x0/${hex(mark)}` } }
}

export function markIsSet(mark: number): Match {
  return `-m mark --mark ${hex(mark)}/${hex(mark)}`
}

export function markIsClear(mark: number): Match {
  return { felix: `-m mark --mark 0/${hex(mark)}`, saved: `-m mark --mark 0x0/${hex(mark)}` }
}

export function inSet(set: string, side: 'src' | 'dst'): Match {
  return `-m set --match-set ${set} ${side}`
}

export function notInSet(set: string, side: 'src' | 'dst'): Match {
  return `-m set ! --match-set ${set} ${side}`
}

/** Felix's multiport match of one port. */
export function toPort(port: number): Match {
  return { felix: `-m multiport --destination-ports ${port}`, saved: `-m multiport --dports ${port}` }
}

/** The plain match of one port, which the rules that skip conntrack use. */
export function toUdpPort(port: number): Match {
  return { felix: `--dport ${port}`, saved: `-m udp --dport ${port}` }
}

export const IPIP = { felix: '4', saved: 'ipencap' }
export const UDP = { felix: '17', saved: 'udp' }
export const UDP_BY_NAME = { felix: 'udp', saved: 'udp' }
export const FROM_LOCAL: Match = '-m addrtype --src-type LOCAL'
export const TO_LOCAL: Match = '-m addrtype --dst-type LOCAL'

export function connectionIs(states: string): Match {
  return `-m conntrack --ctstate ${states}`
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}
