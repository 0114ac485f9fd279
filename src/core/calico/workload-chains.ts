import { sha256 } from '@noble/hashes/sha2.js'
import { base64UrlEncode, utf8Bytes } from './byte-text'
import type { NetfilterFacts, Workload } from './netfilter-facts'
import type { NetfilterChain, NetfilterRule } from './netfilter-rule'
import { ACCEPT, clearMark, connectionIs, DROP, goTo, IPIP, jump, markIsSet, RETURN, setMark, toPort, UDP } from './rule-words'
import type { VersionProfile } from './version-profile'

/** iptables' limit for the names of chains. */
const MAX_CHAIN_NAME = 28

/**
 * Each workload's two chains (`cali-fw-` for what it sends, `cali-tw-` for what it gets), the chains of its profiles, and
 * the dispatch by interface name that leads to them (felix/rules/endpoints.go, dispatch.go, policy.go).
 */
export function workloadChains(facts: NetfilterFacts): NetfilterChain[] {
  const { workloads, profile } = facts
  const profiles = [...new Set(workloads.flatMap((workload) => workload.profiles))]
  return [
    ...dispatchChains('cali-from-wl-dispatch', 'cali-fw-', 'inInterface', workloads),
    ...dispatchChains('cali-to-wl-dispatch', 'cali-tw-', 'outInterface', workloads),
    ...workloads.flatMap((workload) => [fromChain(workload, facts), toChain(workload, profile)]),
    ...profiles.flatMap((name) => [
      profileChain('cali-pri-', name, 'ingress', profile),
      profileChain('cali-pro-', name, 'egress', profile),
    ]),
  ]
}

function fromChain({ link, profiles }: Workload, { profile, vxlanPort }: NetfilterFacts): NetfilterChain {
  const encapsulated: NetfilterRule[] = [
    { comment: 'Drop VXLAN encapped packets originating in workloads', protocol: UDP, matches: [toPort(vxlanPort)], target: DROP },
    { comment: 'Drop IPinIP encapped packets originating in workloads', protocol: IPIP, target: DROP },
  ]
  return {
    name: chainName('cali-fw-', link),
    rules: [...startRules(profile), ...encapsulated, ...endRules('cali-pro-', profiles, profile)],
  }
}

function toChain({ link, profiles }: Workload, profile: VersionProfile): NetfilterChain {
  return { name: chainName('cali-tw-', link), rules: [...startRules(profile), ...endRules('cali-pri-', profiles, profile)] }
}

function startRules({ marks, workloadChainClearsPass }: VersionProfile): NetfilterRule[] {
  return [
    { matches: [connectionIs('RELATED,ESTABLISHED')], target: ACCEPT },
    { matches: [connectionIs('INVALID')], target: DROP },
    { target: clearMark(workloadChainClearsPass ? marks.accept | marks.pass : marks.accept) },
  ]
}

function endRules(prefix: string, profiles: readonly string[], { marks }: VersionProfile): NetfilterRule[] {
  return [
    ...profiles.flatMap((name): NetfilterRule[] => [
      jump(chainName(prefix, name)),
      { comment: 'Return if profile accepted', matches: [markIsSet(marks.accept)], target: RETURN },
    ]),
    { comment: 'Drop if no profiles matched', target: DROP },
  ]
}

/** A namespace's profile allows everything; a service account's has no rules, only a comment that names it. */
function profileChain(prefix: string, name: string, direction: string, { marks, profileChainReturns }: VersionProfile): NetfilterChain {
  const comment = `Profile ${name} ${direction}`
  if (!name.startsWith('kns.')) return { name: chainName(prefix, name), rules: [{ comment, target: { kind: 'none' } }] }
  const accepted: NetfilterRule[] = profileChainReturns ? [{ matches: [markIsSet(marks.accept)], target: RETURN }] : []
  return { name: chainName(prefix, name), rules: [{ comment, target: setMark(marks.accept) }, ...accepted] }
}

/**
 * A rule for each interface, and one that drops what is unknown. Interfaces that share the character after what all
 * have in common get a chain of their own.
 */
function dispatchChains(
  root: string,
  prefix: string,
  side: 'inInterface' | 'outInterface',
  workloads: readonly Workload[],
): NetfilterChain[] {
  const names = workloads.map(({ link }) => link).toSorted()
  const common = commonPrefix(names)
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const start = name.slice(0, common.length + 1)
    groups.set(start, [...(groups.get(start) ?? []), name])
  }
  const unknown: NetfilterRule = { comment: 'Unknown interface', target: DROP }
  const toWorkload = (name: string): NetfilterRule => ({ [side]: name, target: goTo(chainName(prefix, name)) })
  const children: NetfilterChain[] = []
  const rootRules: NetfilterRule[] = []
  for (const [start, group] of groups) {
    const [only] = group
    if (group.length === 1 && only !== undefined) {
      rootRules.push(toWorkload(only))
      continue
    }
    const child = `${root}-${start.slice(common.length)}`
    rootRules.push({ [side]: `${start}+`, target: goTo(child) })
    children.push({ name: child, rules: [...group.map(toWorkload), unknown] })
  }
  return [{ name: root, rules: [...rootRules, unknown] }, ...children]
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', last = ''] = [names[0], names.at(-1)]
  let length = 0
  while (length < first.length && first[length] === last[length]) length++
  return first.slice(0, length)
}

/** A name that is too long keeps its prefix and becomes `_` and as much of its SHA-256 as fits (libcalico-go/lib/hash). */
function chainName(prefix: string, suffix: string): string {
  if (prefix.length + suffix.length <= MAX_CHAIN_NAME) return prefix + suffix
  return `${prefix}_${base64UrlEncode(sha256(utf8Bytes(suffix)))}`.slice(0, MAX_CHAIN_NAME)
}
