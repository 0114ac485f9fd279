import { ROUTE_TABLE } from '../../model/netns-spec'
import type { RuleSpec } from '../../model/netns-spec'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { orRefuse, printJson } from './context'
import type { IpContext } from './context'
import { tableWord } from './names'
import { ruleJson, ruleText } from './rule-text'
import type { Words } from './words'
import { IpFailure, matchAbbreviation, notModelled, numberWord, prefixWord } from './words'

/** `ip rule`: show, add, del and flush. */
export function ipRule(context: IpContext, words: Words): void {
  const { system } = context
  const typedVerb = words.peek() ?? 'list'
  const verb = matchAbbreviation(typedVerb, ['list', 'show', 'lst', 'add', 'delete', 'flush', 'save', 'restore', 'help'])
  if (verb === undefined) throw new IpFailure(`Command "${typedVerb}" is unknown, try "ip rule help".\n`, 255)
  words.take()
  switch (verb) {
    case 'help':
      return system.stdout(helpText(IP))
    case 'save':
    case 'restore':
      return notModelled(`"ip rule ${verb}"`)
    case 'add':
      if (words.isEmpty) throw new IpFailure('"ip rule add" requires arguments.\n', 1)
      return orRefuse(system.addRule(newRule(context, readRule(words))))
    case 'delete':
      if (words.isEmpty) throw new IpFailure('"ip rule del" requires arguments.\n', 1)
      return deleteRule(context, readRule(words))
    case 'flush':
      for (const rule of system.rules()) if (rule.priority > 0) orRefuse(system.deleteRule(rule))
      return
    default:
      return showRules(context, readRule(words))
  }
}

function showRules(context: IpContext, typed: TypedRule): void {
  const rules = context.system.rules().filter((rule) => fits(rule, typed))
  if (context.json) printJson(context, rules.map(ruleJson))
  else context.system.stdout(rules.map((rule) => ruleText(rule, context.details, context.paint)).join(''))
}

/** Only what was typed. */
type TypedRule = { -readonly [K in keyof RuleSpec]?: RuleSpec[K] }

function readRule(words: Words): TypedRule {
  const typed: TypedRule = {}
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'not') typed.not = true
    else if (word === 'from') setPrefix(typed, 'source', words.value())
    else if (word === 'to') setPrefix(typed, 'destination', words.value())
    else if (word === 'iif' || word === 'dev') typed.inLink = words.value()
    else if (word === 'lookup' || word === 'table') typed.table = tableWord(words.value(), 'invalid table ID')
    else if (word === 'fwmark') typed.fwmark = fwmarkWord(words.value())
    else if (word === 'priority' || word === 'preference' || word === 'pref' || word === 'order') typed.priority = numberWord(words.value(), 'preference')
    else notModelled(`"${word}" of "ip rule"`)
  }
  return typed
}

/** Without priority a rule goes just before the lowest that is not 0, as the kernel chooses it (fib_rules.c). */
function newRule({ system }: IpContext, typed: TypedRule): RuleSpec {
  const lowest = Math.min(...system.rules().map((known) => (known.priority > 0 ? known.priority : Infinity)))
  return { priority: Number.isFinite(lowest) ? lowest - 1 : 0, table: ROUTE_TABLE.main, not: false, ...typed }
}

/** The first rule that agrees in all that was typed. */
function deleteRule({ system }: IpContext, typed: TypedRule): void {
  const found = system.rules().find((rule) => fits(rule, typed))
  if (!found) throw new IpFailure('RTNETLINK answers: No such file or directory\n', 2)
  orRefuse(system.deleteRule(found))
}

function fits(rule: RuleSpec, typed: TypedRule): boolean {
  return (Object.keys(typed) as (keyof RuleSpec)[]).every((key) => JSON.stringify(rule[key]) === JSON.stringify(typed[key]))
}

/** `from all` is said where nothing is meant. */
function setPrefix(typed: TypedRule, side: 'source' | 'destination', word: string): void {
  const prefix = prefixWord(word)
  if (prefix.prefixLength > 0) typed[side] = prefix
}

function fwmarkWord(word: string): { readonly value: number; readonly mask: number } {
  const [value = '', mask] = word.split('/')
  return { value: numberWord(value, 'fwmark'), mask: mask === undefined ? 0xffff_ffff : numberWord(mask, 'fwmask') }
}
