import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseIpv4 } from '../../wire/ipv4-address'
import { isRejection } from './reject'
import type { TargetSpec } from './rule-spec'
import { parseMark, parsePorts } from './rule-values'
import type { RuleWords } from './rule-words'

/** Reads what follows `-j`: the target, or what is wrong with it in iptables' words. */
export function parseTarget(words: RuleWords): Result<TargetSpec, string> {
  const name = words.next()
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return ok({ kind: name.toLowerCase() as 'accept' | 'drop' | 'return' })
    case 'NOTRACK':
      return ok({ kind: 'notrack', isAlias: true })
    case 'CT':
      return connectionTarget(words)
    case 'REJECT':
      return reject(words)
    case 'MASQUERADE':
      return masquerade(words)
    case 'SNAT':
    case 'DNAT':
      return translate(name, words)
    case 'MARK':
      return setMark(words)
    case '':
      return err('option "-j" requires an argument')
    default:
      return ok({ kind: 'jump', chain: name })
  }
}

function reject(words: RuleWords): Result<TargetSpec, string> {
  const how = words.take('--reject-with') ?? 'icmp-port-unreachable'
  return isRejection(how) ? ok({ kind: 'reject', with: how }) : err(`unknown reject type "${how}"`)
}

function connectionTarget(words: RuleWords): Result<TargetSpec, string> {
  if (!words.takeFlag('--notrack')) return err('CT: only --notrack is modelled')
  return ok({ kind: 'notrack', isAlias: false })
}

function masquerade(words: RuleWords): Result<TargetSpec, string> {
  const portsText = words.take('--to-ports')
  const ports = portsText === undefined ? undefined : parsePorts(portsText.replace('-', ':'))
  if (portsText !== undefined && ports === undefined) return err('MASQUERADE: Port or range invalid')
  const randomFully = words.takeFlag('--random-fully')
  return ok({ kind: 'masquerade', randomFully, ports })
}

function translate(name: 'SNAT' | 'DNAT', words: RuleWords): Result<TargetSpec, string> {
  const option = name === 'SNAT' ? '--to-source' : '--to-destination'
  const text = words.take(option)
  const [addressText = '', portText] = (text ?? '').split(':')
  const address = parseIpv4(addressText)
  if (address === undefined) return err(`${name}: option "${option}" must be specified with one address`)
  const ports = portText === undefined ? undefined : parsePorts(portText.replace('-', ':'))
  return ok({ kind: name === 'SNAT' ? 'snat' : 'dnat', address, ports, randomFully: words.takeFlag('--random-fully') })
}

function setMark(words: RuleWords): Result<TargetSpec, string> {
  const option = words.next()
  const mark = parseMark(words.next())
  if (mark === undefined) return err('MARK: bad mark value')
  switch (option) {
    case '--set-mark':
    case '--set-xmark':
      // set-mark with a mask clears the mask and the value's bits; both forms keep `value` under `mask`.
      return ok({ kind: 'mark', value: mark.value, mask: option === '--set-mark' ? (mark.mask | mark.value) >>> 0 : mark.mask })
    case '--or-mark':
      return ok({ kind: 'mark', value: mark.value, mask: mark.value })
    case '--and-mark':
      return ok({ kind: 'mark', value: 0, mask: ~mark.value >>> 0 })
    default:
      return err(`unknown option "${option}"`)
  }
}
