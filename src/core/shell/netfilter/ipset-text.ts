import type { System } from '../../engine/kernel-api'
import { formatIpv4, formatIpv4Prefix } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { toolRelease } from '../tool-release'
import type { IpsetRequest } from './ipset-words'

export type SetView = ReturnType<System['ipsets']>[number]

/** What `list` and `save` print of these sets. */
export function setsText(system: System, sets: readonly SetView[], shows: IpsetRequest['shows']): string {
  switch (shows) {
    case 'names':
      return sets.map(({ name }) => `${name}\n`).join('')
    case 'commands':
      return sets.map((set) => savedText(system, set)).join('')
    default:
      return sets.map((set) => setText(system, set, shows === 'all')).join('\n')
  }
}

/** Bytes that a hash:net set of this kernel reports when empty, and for each member (ip_set_hash_gen.h). */
const EMPTY_SET_BYTES = 456
const MEMBER_BYTES = 48

function setText(system: System, set: SetView, withMembers: boolean): string {
  const revision = set.type === 'hash:net' ? toolRelease(system).hashNet.revision : 6
  const members = set.members.map((member) => `${memberText(member)}\n`).join('')
  return (
    `Name: ${set.name}\nType: ${set.type}\nRevision: ${revision}\nHeader: ${header(system, set)}\n` +
    `Size in memory: ${EMPTY_SET_BYTES + MEMBER_BYTES * set.members.length}\nReferences: ${references(system, set.name)}\n` +
    `Number of entries: ${set.members.length}\n${withMembers ? `Members:\n${members}` : ''}`
  )
}

function savedText(system: System, set: SetView): string {
  return `create ${set.name} ${set.type} ${header(system, set)}\n${set.members.map((member) => `add ${set.name} ${memberText(member)}\n`).join('')}`
}

function header(system: System, set: SetView): string {
  const buckets = toolRelease(system).hashNet.hasBuckets ? ` bucketsize 12 initval 0x${initialValue(set.name)}` : ''
  return `family inet hashsize 1024 maxelem ${set.maxElements}${buckets}`
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
