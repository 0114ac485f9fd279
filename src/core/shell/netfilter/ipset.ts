import type { Errno, Program, System } from '../../engine/kernel-api'
import type { Result } from '../../base/result'
import { formatIpv4, formatIpv4Prefix, parseIpv4, parseIpv4Prefix } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'

type SetView = ReturnType<System['ipsets']>[number]

/** `ipset` 7.17: `list [NAME]`, `add NAME MEMBER`, `del NAME MEMBER`, `-exist`. */
export const ipset: Program = function* (system, argv) {
  const words = argv.slice(1).filter((word) => word !== '-exist' && word !== '-!')
  const tolerant = words.length < argv.length - 1
  const [verb, name, member] = words
  if (verb === 'list' || verb === '-L') return list(system, name)
  if (verb !== 'add' && verb !== 'del') {
    system.stderr(`ipset: "${verb ?? ''}" is not modelled; Hopscope's ipset has list, add and del\n`)
    return 2
  }
  if (name === undefined || member === undefined) {
    system.stderr(`ipset v7.17: Missing mandatory argument to command ${verb}\n`)
    return 2
  }
  if (!system.ipsets().some((set) => set.name === name)) return fail(system, 'The set with the given name does not exist')
  const prefix = memberOf(member)
  if (!prefix) {
    system.stderr(`ipset v7.17: Syntax error: cannot parse ${member}: resolving to IPv4 address failed\n`)
    return 1
  }
  const changed: Result<void, Errno> = verb === 'add' ? system.ipsetAdd(name, prefix) : system.ipsetDelete(name, prefix)
  if (changed.ok || tolerant) return 0
  return fail(system, verb === 'add' ? "Element cannot be added to the set: it's already added" : "Element cannot be deleted from the set: it's not added")
}

function fail(system: System, message: string): number {
  system.stderr(`ipset v7.17: ${message}\n`)
  return 1
}

function memberOf(word: string): Ipv4Prefix | undefined {
  const address = parseIpv4(word)
  return address === undefined ? parseIpv4Prefix(word) : { network: address, prefixLength: 32 }
}

function list(system: System, name: string | undefined): number {
  const sets = system.ipsets().filter((set) => name === undefined || set.name === name)
  if (name !== undefined && sets.length === 0) return fail(system, 'The set with the given name does not exist')
  system.stdout(sets.map((set) => setText(system, set)).join('\n'))
  return 0
}

/** Bytes that a hash:net set of this kernel reports when empty, and for each member (ip_set_hash_gen.h). */
const EMPTY_SET_BYTES = 456
const MEMBER_BYTES = 48

function setText(system: System, set: SetView): string {
  const revision = set.type === 'hash:net' ? 7 : 6
  const members = set.members.map((member) => `${memberText(member)}\n`).join('')
  return (
    `Name: ${set.name}\nType: ${set.type}\nRevision: ${revision}\n` +
    `Header: family inet hashsize 1024 maxelem ${set.maxElements} bucketsize 12 initval 0x${initialValue(set.name)}\n` +
    `Size in memory: ${EMPTY_SET_BYTES + MEMBER_BYTES * set.members.length}\nReferences: ${references(system, set.name)}\n` +
    `Number of entries: ${set.members.length}\nMembers:\n${members}`
  )
}

function memberText(member: Ipv4Prefix): string {
  return member.prefixLength === 32 ? formatIpv4(member.network) : formatIpv4Prefix(member)
}

/** The kernel draws the hash's start value at random; here the name decides it (FNV-1a), so that a lab prints the same each time. */
function initialValue(name: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** How many iptables rules name the set. */
function references(system: System, name: string): number {
  const rules = system.iptablesTables().flatMap((table) => table.chains.flatMap((chain) => chain.rules))
  return rules.filter((rule) => rule.text.split(' ').includes(name)).length
}
