import { forgetConnection } from './skb'
import type { Skb } from './skb'

/** What conntrack knows of the inner packet is not the outer one's, nor the other way round (skb_scrub_packet). */
export function leaveConnection(skb: Skb): void {
  skb.inDevice = null
  forgetConnection(skb)
}
