import type { Inventory } from '../model/inventory'
import type { Trace } from '../trace/trace'
import { chainWordsIn } from '../words/chain'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { arpChain } from './arp-chain'
import type { ChainLink } from './chain-link'
import { endChain } from './end-chain'
import { natChain } from './nat-chain'
import { placeName } from './place-name'

/** A decision that is no lookup, as a chain. */
export interface StepChain {
  readonly title: string
  readonly links: readonly ChainLink[]
}

/** Why a step without a lookup of its own went as it did: an answer to ARP, a rewriting, a delivery, a check that ended the packet. */
export function stepChain(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): StepChain | undefined {
  const { kind, netns } = trace.entry(entryIndex)
  const chain = chainWordsIn(words)
  const place = { place: placeName(inventory, netns) }
  const told = (title: string, links: readonly ChainLink[] | undefined): StepChain | undefined => links && { title, links }
  switch (kind) {
    case 'arp.proxied':
    case 'arp.ignored':
      return told(chain.arpTitle(place), arpChain(trace, entryIndex, inventory, words))
    case 'nat.source':
    case 'nat.destination':
      return told(chain.natTitle(place), natChain(trace, entryIndex, words))
    case 'packet.delivered':
      return told(chain.deliveryTitle(place), endChain(trace, entryIndex, inventory, words))
    case 'packet.dropped':
      return told(chain.dropTitle(place), endChain(trace, entryIndex, inventory, words))
    default:
      return undefined
  }
}
