import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Errno, Program, System } from '../../engine/kernel-api'
import { networkOf, parseIpv4, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { helpText } from '../manual/help-text'
import { IPSET } from '../manual/netfilter'
import { toolRelease } from '../tool-release'
import { setsText } from './ipset-text'
import { parseIpset } from './ipset-words'
import type { IpsetRequest } from './ipset-words'

const MAX_ELEMENTS = 65536
/** Larger ranges of a hash:ip set would be members one by one. */
const LONGEST_RANGE = 4096
const OTHER_TYPES = /^(hash:(mac|ip,mac|ip,mark|ip,port|ip,port,ip|ip,port,net|net,net|net,iface|net,port|net,port,net)|bitmap:(ip|ip,mac|port)|list:set)$/

/** `ipset` 7.17 for sets of type hash:net and hash:ip. Exit status 1 where the kernel refuses, 2 for a line that makes no sense. */
export const ipset: Program = function* (system, argv) {
  const parsed = parseIpset(argv.slice(1))
  if (!parsed.ok) {
    system.stderr(`ipset ${toolRelease(system).ipset}: ${parsed.error}\nTry \`ipset help' for more information.\n`)
    return 2
  }
  const done = perform(system, parsed.value)
  if (done.ok) return 0
  if (!parsed.value.quiet && done.error !== '') system.stderr(`ipset ${toolRelease(system).ipset}: ${done.error}\n`)
  return 1
}

const NO_SET = 'The set with the given name does not exist'
const DONE: Result<void, string> = ok(undefined)

function perform(system: System, request: IpsetRequest): Result<void, string> {
  const { command, operands } = request
  const [name, word = ''] = operands
  switch (command) {
    case 'help':
      system.stdout(helpText(IPSET))
      return DONE
    case 'version':
      system.stdout(`ipset ${toolRelease(system).ipset}, protocol version: 7\n`)
      return DONE
    case 'create':
      return create(system, request)
    case 'list':
    case 'save':
    case 'flush':
    case 'destroy':
      return onSets(system, request, name)
    case 'rename':
      return rename(system, name ?? '', word)
    case 'add':
    case 'del':
    case 'test':
      return onMember(system, request, command)
  }
}

function onSets(system: System, { command, shows }: IpsetRequest, name: string | undefined): Result<void, string> {
  const sets = system.ipsets().filter((set) => name === undefined || set.name === name)
  if (name !== undefined && sets.length === 0) return err(NO_SET)
  if (command === 'list' || command === 'save') system.stdout(setsText(system, sets, shows))
  for (const set of sets) {
    if (command === 'flush') for (const member of set.members) system.ipsetDelete(set.name, member)
    if (command === 'destroy' && !system.ipsetDestroy(set.name).ok) return err('Set cannot be destroyed: it is in use by a kernel component')
  }
  return DONE
}

function create(system: System, { operands, exist }: IpsetRequest): Result<void, string> {
  const [name = '', type = '', ...settings] = operands
  if (type !== 'hash:net' && type !== 'hash:ip') return err(OTHER_TYPES.test(type) ? `type ${type} is not modelled; Hopscope's ipset has hash:net and hash:ip` : `Syntax error: typename '${type}' is unknown`)
  if (name.length > 31) return err(`Syntax error: setname '${name}' is longer than 31 characters`)
  let maxElements = MAX_ELEMENTS
  for (let i = 0; i < settings.length; i += 2) {
    const [key, value = ''] = settings.slice(i, i + 2)
    if (key === 'maxelem' && /^\d{1,9}$/.test(value)) maxElements = Number(value)
    else if (!(key === 'family' && value === 'inet') && key !== 'hashsize' && key !== 'bucketsize' && key !== 'initval') return err(`"${key ?? ''} ${value}" is not modelled; Hopscope's sets have maxelem and family inet`)
  }
  const done = system.ipsetCreate({ name, type, maxElements, members: [] })
  return done.ok || exist ? DONE : err('Set cannot be created: set with the same name already exists')
}

function rename(system: System, from: string, to: string): Result<void, string> {
  const sets = system.ipsets()
  const set = sets.find((known) => known.name === from)
  if (!set) return err(NO_SET)
  if (sets.some((known) => known.name === to)) return err('Set cannot be renamed: a set with the new name already exists')
  if (!system.ipsetDestroy(from).ok) return err('Set cannot be renamed: it is in use by a kernel component')
  system.ipsetCreate({ ...set, name: to })
  return DONE
}

function onMember(system: System, { operands, exist, quiet }: IpsetRequest, command: 'add' | 'del' | 'test'): Result<void, string> {
  const [name = '', word = '', further] = operands
  const set = system.ipsets().find((known) => known.name === name)
  if (!set) return err(NO_SET)
  if (further !== undefined) return err(`"${further}" of an element is not modelled; Hopscope's sets hold addresses and networks`)
  const member = memberOf(word)
  if (!member.ok) return member
  if (member.value.prefixLength === 0) return err('The value of the CIDR parameter of the IP address is invalid')
  if (command === 'test') {
    const isIn = set.members.some((known) => known.prefixLength <= member.value.prefixLength && prefixContains(known, member.value.network))
    if (!quiet) system.stderr(isIn ? `Warning: ${word} is in set ${name}.\n` : `${word} is NOT in set ${name}.\n`)
    return isIn ? DONE : err('')
  }
  const prefixes = set.type === 'hash:ip' ? addressesOf(member.value) : [member.value]
  if (!prefixes) return err(`Hopscope adds at most ${LONGEST_RANGE} addresses at once`)
  const refusals: Result<void, Errno>[] = prefixes.map((prefix) => (command === 'add' ? system.ipsetAdd(name, prefix) : system.ipsetDelete(name, prefix)))
  if (exist || refusals.every((done) => done.ok)) return DONE
  return err(command === 'add' ? "Element cannot be added to the set: it's already added" : "Element cannot be deleted from the set: it's not added")
}

/** An address or a network; bits behind its length are cut off. */
function memberOf(word: string): Result<Ipv4Prefix, string> {
  const [text = '', length = '32'] = word.split('/')
  const address = parseIpv4(text)
  if (address === undefined) return err(`Syntax error: cannot parse ${text}: resolving to IPv4 address failed`)
  if (!/^\d{1,9}$/.test(length)) return err(`Syntax error: '${length}' is invalid as number`)
  if (Number(length) > 32) return err(`Syntax error: '${length}' is out of range 0-32`)
  return ok({ network: networkOf(address, Number(length)), prefixLength: Number(length) })
}

function addressesOf({ network, prefixLength }: Ipv4Prefix): readonly Ipv4Prefix[] | undefined {
  const count = 2 ** (32 - prefixLength)
  return count > LONGEST_RANGE ? undefined : Array.from({ length: count }, (_, i) => ({ network: (network + i) as Ipv4Prefix['network'], prefixLength: 32 }))
}
