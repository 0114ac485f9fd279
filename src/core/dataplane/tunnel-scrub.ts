import type { Skb } from './skb'

/** What conntrack knows of the inner packet is not the outer one's, nor the other way round (skb_scrub_packet). */
export function leaveConnection(skb: Skb): void {
  skb.inDevice = null
  skb.connection = null
  skb.isReply = false
  skb.isRelated = false
  skb.untracked = false
  skb.ignoreDf = false
  skb.forwarded = false
  skb.fragmentMaxBytes = 0
  skb.fragmentPayloads = null
}
