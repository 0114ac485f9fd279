import type { Program, System } from '../engine/kernel-api'
import { errnoText } from './errno-text'
import { SYSCTL } from './manual/host'
import { lettersOf, optionErrorText, parseOptions } from './options'
import { toolRelease } from './tool-release'

const LETTERS = lettersOf(SYSCTL)

/** `sysctl` of procps 4.0.2: `KEY`, `-w KEY=VALUE`, `-a`, `-n`. Keys with dots or, where an interface name holds a dot, with slashes. */
export const sysctl: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok) {
    system.stderr(optionErrorText('sysctl', parsed.error, LETTERS))
    return 1
  }
  const { flags, operands } = parsed.value
  if (flags.has('V')) {
    system.stdout(`sysctl from ${toolRelease(system).procps}\n`)
    return 0
  }
  const withoutNames = flags.has('n')
  if (flags.has('a')) {
    for (const key of system.sysctls()) show(system, key, withoutNames)
    return 0
  }
  if (operands.length === 0) {
    system.stderr('sysctl: no variables specified\n')
    return 1
  }
  let status = 0
  for (const operand of operands) {
    const equals = operand.indexOf('=')
    const key = kernelKey(equals < 0 ? operand : operand.slice(0, equals))
    const done = equals < 0 ? show(system, key, withoutNames) : write(system, key, operand.slice(equals + 1), withoutNames)
    if (!done) status = 1
  }
  return status
}

/** `net.ipv4.ip_forward` and `net/ipv4/ip_forward` are the same; the first separator decides which is which. */
function kernelKey(typed: string): string {
  const trimmed = typed.trim()
  const dot = trimmed.indexOf('.')
  const slash = trimmed.indexOf('/')
  if (slash >= 0 && (dot < 0 || slash < dot)) return trimmed
  return trimmed.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))
}

function printedKey(key: string): string {
  return key.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'))
}

function show(system: System, key: string, withoutName: boolean): boolean {
  const value = system.sysctl(key)
  const below = value === undefined ? system.sysctls().filter((other) => other.startsWith(`${key.replace(/\/$/, '')}/`)) : []
  if (below.length > 0) return below.every((other) => show(system, other, withoutName))
  if (value === undefined) {
    system.stderr(`sysctl: cannot stat /proc/sys/${key}: No such file or directory\n`)
    return false
  }
  system.stdout(withoutName ? `${value}\n` : `${printedKey(key)} = ${value}\n`)
  return true
}

function write(system: System, key: string, value: string, withoutName: boolean): boolean {
  if (system.sysctl(key) === undefined) {
    system.stderr(`sysctl: cannot stat /proc/sys/${key}: No such file or directory\n`)
    return false
  }
  const written = system.setSysctl(key, value.trim())
  if (!written.ok) {
    system.stderr(`sysctl: setting key "${printedKey(key)}": ${errnoText(written.error)}\n`)
    return false
  }
  system.stdout(withoutName ? `${value.trim()}\n` : `${printedKey(key)} = ${value.trim()}\n`)
  return true
}
