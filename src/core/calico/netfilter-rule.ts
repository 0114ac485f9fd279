import { sha224 } from '@noble/hashes/sha2.js'
import { base64UrlEncode, utf8Bytes } from './byte-text'

/**
 * One rule of Felix's, from which both of its texts come: the long form that Felix hashes for the rule's comment, and
 * the normal form that iptables-save prints.
 */
export interface NetfilterRule {
  readonly comment?: string
  readonly inInterface?: string
  readonly outInterface?: string
  /** `-p` as Felix and as iptables-save write it: `4` and `ipencap`. */
  readonly protocol?: { readonly felix: string; readonly saved: string }
  /** Matches in Felix's order, in the form of iptables-save: `-m set --match-set cali40masq-ipam-pools src`. */
  readonly matches?: readonly Match[]
  readonly target: RuleTarget
}

/** `none` is a rule that only counts, or only carries a comment. */
export type RuleTarget =
  { readonly kind: 'jump' | 'goto'; readonly to: string; readonly options?: Match } | { readonly kind: 'none' }

/** A match whose two texts differ gives both. */
export type Match = string | { readonly felix: string; readonly saved: string }

export interface NetfilterChain {
  readonly name: string
  readonly rules: readonly NetfilterRule[]
}

/**
 * The 16 characters of each rule's `cali:` comment: SHA-224 over the hash before it and Felix's text of the rule,
 * beginning with the chain's name (felix/generictables/rules.go). A hash depends on all rules before it. Rules that
 * Felix appends to one of the kernel's chains are hashed as those of a chain `NAME*appends*`.
 */
export function ruleHashes(chain: string, rules: readonly NetfilterRule[]): readonly string[] {
  let hash = sha224(utf8Bytes(chain))
  return rules.map((rule) => {
    hash = sha224(Uint8Array.of(...hash, ...utf8Bytes(felixText(chain, rule))))
    return base64UrlEncode(hash).slice(0, 16)
  })
}

/** A chain's rules as iptables-save prints them; `isBare` tells which carry no `cali:` comment. */
export function savedRules(
  chain: string,
  rules: readonly NetfilterRule[],
  options: { readonly appended?: boolean; readonly isBare?: (rule: NetfilterRule) => boolean } = {},
): string[] {
  const hashes = ruleHashes(options.appended === true ? `${chain}*appends*` : chain, rules)
  return rules.map((rule, i) => savedText(chain, rule, options.isBare?.(rule) === true ? undefined : hashes[i]))
}

function felixText(chain: string, rule: NetfilterRule): string {
  const parts = ['-A', chain, 'HASH']
  if (rule.comment !== undefined) parts.push(`-m comment --comment "${rule.comment}"`)
  if (rule.inInterface !== undefined) parts.push('--in-interface', rule.inInterface)
  if (rule.outInterface !== undefined) parts.push('--out-interface', rule.outInterface)
  if (rule.protocol !== undefined) parts.push('-p', rule.protocol.felix)
  for (const match of rule.matches ?? []) parts.push(typeof match === 'string' ? match : match.felix)
  return [...parts, ...targetWords(rule.target, 'felix')].join(' ')
}

function savedText(chain: string, rule: NetfilterRule, hash: string | undefined): string {
  const parts = ['-A', chain]
  if (rule.inInterface !== undefined) parts.push('-i', rule.inInterface)
  if (rule.outInterface !== undefined) parts.push('-o', rule.outInterface)
  if (rule.protocol !== undefined) parts.push('-p', rule.protocol.saved)
  if (hash !== undefined) parts.push(`-m comment --comment "cali:${hash}"`)
  if (rule.comment !== undefined) parts.push(`-m comment --comment "${rule.comment}"`)
  for (const match of rule.matches ?? []) parts.push(typeof match === 'string' ? match : match.saved)
  return [...parts, ...targetWords(rule.target, 'saved')].join(' ')
}

function targetWords(target: RuleTarget, form: 'felix' | 'saved'): string[] {
  if (target.kind === 'none') return []
  const { kind, to, options } = target
  const word = form === 'felix' ? `--${kind}` : kind === 'jump' ? '-j' : '-g'
  const text = typeof options === 'object' ? options[form] : (options ?? '')
  return [word, to, ...(text === '' ? [] : [text])]
}
