import type { DropReason } from '../trace/entry-kinds'
import { EN } from '../words/en'

/** What happened, after the place: "router: dropped — its TTL reached 0." One row a reason; docs/spec/drop-reasons.md defines them. */
export const DROP_WORDS: Readonly<Record<DropReason, string>> = EN.decisions.drops
