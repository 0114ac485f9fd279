import { sentenceText } from '../core/explain/sentence'
import type { CheckEnd, CheckedPair, Reachability } from '../core/session/check'
import type { Outcome } from '../core/session/outcome'
import { formatIpv4 } from '../core/wire/ipv4-address'

/** What `hopscope check --json` writes (docs/spec/command-line.md). */
export interface CheckJson extends LabJson {
  readonly pairs: number
  readonly reached: number
  readonly sources: readonly EndJson[]
  readonly targets: readonly EndJson[]
  readonly results: readonly PairJson[]
}

export interface LabJson {
  readonly lab: string
  readonly seed: number
  readonly hopscope: string
}

interface EndJson {
  readonly ns: string
  readonly kind: string
  readonly address: string
}

interface PairJson {
  readonly from: string
  readonly to: string
  readonly command: string
  readonly exit: number
  readonly outcome: Outcome
  readonly reached: boolean
  /** Only where somebody else answered in its place: who has its address too. */
  readonly answeredBy?: string
  /** Only where it did not reach and a packet is known to have been dropped. */
  readonly drop?: DropJson
}

interface DropJson {
  /** A namespace, or a segment. */
  readonly ns: string
  readonly iface?: string
  /** Since the command began. */
  readonly t_us: number
  readonly reason: string
  readonly sentence: string
  readonly cure: string
}

export function checkJson(lab: LabJson, { sources, targets, pairs }: Reachability): CheckJson {
  return {
    ...lab,
    pairs: pairs.length,
    reached: pairs.filter(({ reached }) => reached).length,
    sources: sources.map(endJson),
    targets: targets.map(endJson),
    results: pairs.map(pairJson),
  }
}

function endJson({ name, kind, address }: CheckEnd): EndJson {
  return { ns: name, kind, address: formatIpv4(address) }
}

function pairJson({ from, to, record, reached, taken, drop }: CheckedPair): PairJson {
  const { command, exit, outcome, startNs } = record
  const base = { from: from.name, to: to.name, command, exit, outcome, reached, ...(taken ? { answeredBy: taken.place } : {}) }
  if (!drop) return base
  const iface = drop.link === '' ? {} : { iface: drop.link }
  const t_us = (drop.timeNs - startNs) / 1000
  return { ...base, drop: { ns: drop.place, ...iface, t_us, reason: drop.reason, sentence: sentenceText(drop.why), cure: drop.cure } }
}
