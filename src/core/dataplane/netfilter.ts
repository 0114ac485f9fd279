import { Conntrack } from './conntrack'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import { HOOK_LOCAL_IN, HOOK_LOCAL_OUT, HOOK_POST_ROUTING, HOOK_PRE_ROUTING } from './hooks'
import type { Ipset } from './ipset'
import { IP_DESTINATION } from './ipv4-header'
import { read32 } from './bytes'
import { compileMatch } from './netfilter/match'
import type { MatchContext } from './netfilter/match'
import { isWithheldRedirect, rewritePacket, setUpNat } from './netfilter/nat'
import type { Manipulation, NatRange } from './netfilter/nat'
import { sendRejection } from './netfilter/reject'
import type { IptablesRuleSpec, TargetSpec } from './netfilter/rule-spec'
import { IptablesTable, ruleText } from './netfilter/table'
import type { Chain, IptablesRule, TableName } from './netfilter/table'
import type { Netns } from './netns'
import { VERDICTS } from '../trace/entry-kinds'
import type { Skb } from './skb'

/** Tables, connection tracking and NAT of one namespace: what the five hooks do to a packet. */
export class Netfilter {
  private readonly byName: Record<TableName, IptablesTable | undefined> = { raw: undefined, mangle: undefined, nat: undefined, filter: undefined }
  private readonly created: IptablesTable[] = []
  readonly conntrack = new Conntrack()
  /** How many rules need connections; without any the kernel neither tracks them nor puts fragments together (nf_ct_netns_get). */
  private trackingRules = 0

  constructor(
    private readonly netns: Netns,
    private readonly sets: ReadonlyMap<string, Ipset>,
  ) {}

  /** The table, made if need be. */
  table(name: TableName): IptablesTable {
    const existing = this.byName[name]
    if (existing !== undefined) return existing
    const table = new IptablesTable(name)
    this.byName[name] = table
    this.created.push(table)
    return table
  }

  /** The tables that there are, in the order in which they were made. */
  tables(): readonly IptablesTable[] {
    return this.created
  }

  insertRule(table: TableName, chain: Chain, at: number, spec: IptablesRuleSpec): void {
    const text = ruleText(chain.name, spec)
    const id = this.netns.env.facts.add({ kind: 'netfilter-rule', netns: this.netns.index, table, chain: chain.name, text })
    chain.rules.splice(at, 0, { id, spec, text, matches: spec.matches.map((match) => compileMatch(match, this.sets)), verdict: { target: spec.target, ruleId: id }, packets: 0, bytes: 0 })
    if (needsConnections(spec)) this.trackingRules++
  }

  removeRule(chain: Chain, at: number): void {
    const [rule] = chain.rules.splice(at, 1)
    if (rule === undefined) return
    if (needsConnections(rule.spec)) this.trackingRules--
    this.netns.env.facts.remove(rule.id, this.netns.index)
  }

  get tracksConnections(): boolean {
    return this.trackingRules > 0
  }

  /** Runs a hook. False: the packet is gone. */
  run(hook: number, skb: Skb, inDevice: Device | null, outDevice: Device | null): boolean {
    const context: MatchContext = { netns: this.netns, skb, inDevice, outDevice }
    const isEntry = hook === HOOK_PRE_ROUTING || hook === HOOK_LOCAL_OUT
    if (isEntry) {
      if (!this.filter('raw', hook, context)) return false
      if (this.tracksConnections && !this.conntrack.track(this.netns, skb)) {
        drop(this.netns, context.inDevice, skb, 'conntrack-full', -1, this.netns.conntrack.max)
        return false
      }
    }
    if (!this.filter('mangle', hook, context)) return false
    if (isEntry && !this.nat('destination', hook, context)) return false
    if (!this.filter('filter', hook, context)) return false
    if (hook === HOOK_LOCAL_IN || hook === HOOK_POST_ROUTING) {
      if (!this.nat('source', hook, context)) return false
      if (this.tracksConnections && !this.conntrack.confirm(skb, this.netns.env.nowNs)) {
        drop(this.netns, context.inDevice, skb, 'conntrack-clash')
        return false
      }
    }
    return true
  }

  /** raw, mangle and filter: accept, drop or reject. */
  private filter(name: TableName, hook: number, context: MatchContext): boolean {
    const table = this.byName[name]
    if (table === undefined) return true
    const { skb } = context
    const { target, ruleId } = table.walk(hook, context, skb.end - skb.network, this.act)
    if (target.kind === 'drop') {
      drop(this.netns, context.inDevice, skb, 'iptables-drop', ruleId, hook)
      return false
    }
    if (target.kind === 'reject') {
      sendRejection(this.netns, skb, target.with)
      drop(this.netns, context.inDevice, skb, 'iptables-reject', ruleId)
      return false
    }
    return true
  }

  /** Notes the match, and does what targets do that let the packet go on. */
  private readonly act = (rule: IptablesRule, { skb }: MatchContext): void => {
    const { target } = rule.spec
    if (this.netns.env.recorder !== null) {
      const verdict = target.kind === 'none' ? 'continue' : target.kind
      recordEvent(this.netns, 'rule.matched', null, skb, rule.id, -1, VERDICTS.indexOf(verdict))
    }
    if (target.kind === 'mark') skb.mark = ((skb.mark & ~target.mask) ^ target.value) >>> 0
    if (target.kind === 'notrack') skb.untracked = true
  }

  /** nf_nat_inet_fn: a new connection asks the nat table once, every packet is rewritten as was decided. */
  private nat(manipulation: Manipulation, hook: number, context: MatchContext): boolean {
    const table = this.byName.nat
    const { skb } = context
    const { connection } = skb
    if (table === undefined || connection === null) return true
    if (isWithheldRedirect(skb, connection)) {
      drop(this.netns, context.inDevice, skb, 'redirect-at-nat')
      return false
    }
    let by = -1
    if (!skb.isRelated && !this.isDecided(connection, manipulation)) {
      const { target, ruleId } = table.walk(hook, context, skb.end - skb.network, this.act)
      if (target.kind === 'drop') {
        drop(this.netns, context.inDevice, skb, 'iptables-drop', ruleId)
        return false
      }
      const range = this.rangeOf(target, ruleId, context)
      if (range !== undefined) setUpNat(this.netns, this.conntrack, connection, manipulation, range)
      if (manipulation === 'source') connection.sourceNatDecided = true
      else connection.destinationNatDecided = true
      by = range === undefined ? -1 : range.by
    }
    rewritePacket(this.netns, skb, manipulation, by)
    return true
  }

  private isDecided(connection: NonNullable<Skb['connection']>, manipulation: Manipulation): boolean {
    return connection.confirmed || (manipulation === 'source' ? connection.sourceNatDecided : connection.destinationNatDecided)
  }

  private rangeOf(target: TargetSpec, by: number, context: MatchContext): NatRange | undefined {
    if (target.kind === 'snat' || target.kind === 'dnat') return { address: target.address, ports: target.ports, randomFully: target.randomFully, by }
    if (target.kind !== 'masquerade' || context.outDevice === null) return undefined
    const { skb } = context
    const nextHop = skb.nextHop !== 0 ? skb.nextHop : read32(skb.data, skb.network + IP_DESTINATION)
    const address = this.netns.selectAddress(context.outDevice, nextHop)
    return { address, ports: target.ports, randomFully: target.randomFully, by }
  }
}

/** Targets that rewrite or spare connections, and matches of their state, ask for connection tracking as they are loaded. */
function needsConnections({ target, matches }: IptablesRuleSpec): boolean {
  const { kind } = target
  return kind === 'masquerade' || kind === 'snat' || kind === 'dnat' || kind === 'notrack' || matches.some((match) => match.kind === 'state')
}
