import { ROUTE_TABLE } from '../../model/netns-spec'
import type { RuleSpec } from '../../model/netns-spec'
import { orRefuse } from './context'
import type { IpContext } from './context'
import { destinationText, tableName, tableWord } from './names'
import type { Words} from './words';
import { hexMark, ruleText } from './rule-text'
import { IpFailure, matchAbbreviation, notModelled, numberWord, prefixWord } from './words'

/** `ip rule`: show, add and del. */
export function ipRule(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'list' : matchAbbreviation(words.peek() ?? '', ['list', 'show', 'lst', 'add', 'delete', 'flush'])
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip rule help".\n`, 255)
  words.take()
  if (verb === 'flush') notModelled('"ip rule flush"')
  if (verb === 'add') return orRefuse(context.system.addRule(readRule(context, words, true)))
  if (verb === 'delete') return orRefuse(context.system.deleteRule(readRule(context, words, false)))
  const rules = context.system.rules()
  if (context.json) context.system.stdout(`${JSON.stringify(rules.map(ruleJson))}\n`)
  else context.system.stdout(rules.map(ruleText).join(''))
}

function ruleJson(rule: RuleSpec): Record<string, unknown> {
  return {
    priority: rule.priority,
    ...(rule.not ? { not: null } : {}),
    src: rule.source ? destinationText(rule.source) : 'all',
    ...(rule.destination ? { dst: destinationText(rule.destination) } : {}),
    ...(rule.fwmark ? { fwmark: hexMark(rule.fwmark.value), ...(rule.fwmark.mask === 0xffff_ffff ? {} : { fwmask: hexMark(rule.fwmark.mask) }) } : {}),
    ...(rule.inLink === undefined ? {} : { iif: rule.inLink }),
    table: tableName(rule.table),
  }
}

/** A rule to add without priority goes just before the lowest that is not 0, as the kernel chooses it (fib_rules.c). */
function readRule(context: IpContext, words: Words, isNew: boolean): RuleSpec {
  let rule: RuleSpec = { priority: -1, table: ROUTE_TABLE.main, not: false }
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'not') rule = { ...rule, not: true }
    else if (word === 'from') rule = withPrefix(rule, 'source', words.value())
    else if (word === 'to') rule = withPrefix(rule, 'destination', words.value())
    else if (word === 'iif') rule = { ...rule, inLink: words.value() }
    else if (word === 'lookup' || word === 'table') rule = { ...rule, table: tableWord(words.value()) }
    else if (word === 'fwmark') rule = { ...rule, fwmark: fwmarkWord(words.value()) }
    else if (word === 'priority' || word === 'preference' || word === 'pref' || word === 'order') rule = { ...rule, priority: numberWord(words.value(), 'preference') }
    else notModelled(`"${word}" of "ip rule"`)
  }
  if (rule.priority >= 0) return rule
  const same = context.system.rules().find((known) => ruleText({ ...known, priority: 0 }) === ruleText({ ...rule, priority: 0 }))
  if (!isNew) return { ...rule, priority: same?.priority ?? 0 }
  const lowest = Math.min(...context.system.rules().map((known) => (known.priority > 0 ? known.priority : Infinity)))
  return { ...rule, priority: Number.isFinite(lowest) ? lowest - 1 : 0 }
}

function withPrefix(rule: RuleSpec, side: 'source' | 'destination', word: string): RuleSpec {
  const prefix = prefixWord(word)
  return prefix.prefixLength === 0 ? rule : { ...rule, [side]: prefix }
}

function fwmarkWord(word: string): { readonly value: number; readonly mask: number } {
  const [value = '', mask] = word.split('/')
  return { value: numberWord(value, 'fwmark'), mask: mask === undefined ? 0xffff_ffff : numberWord(mask, 'fwmask') }
}
