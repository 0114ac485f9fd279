import type { Program } from '../../engine/kernel-api'

/** `nft`: Hopscope keeps its rules as iptables does, and has no ruleset in nftables' own language. */
export const nft: Program = function* (system) {
  system.stderr('nft: Hopscope does without nftables; the rules of this namespace are those of iptables: see `iptables-save -c`, `iptables -nvL`, `ipset list`\n')
  return 1
}
