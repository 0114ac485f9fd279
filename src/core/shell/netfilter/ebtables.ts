import type { Program, SegmentAdmin, System } from '../../engine/kernel-api'
import { formatCommandLine } from '../command-line'

/** `ebtables` on the bridges of these segments: the FORWARD chain of the filter table, which is what a switch or a cloud drops. */
export function ebtablesOn(segmentNames: readonly string[]): Program {
  return function* (system, argv) {
    const segments = system.segments().filter((segment) => segmentNames.includes(segment.name))
    let status = 0
    for (const segment of segments) status = Math.max(status, runOn(system, segment, argv.slice(1)))
    return status
  }
}

/** On a node there is no bridge that ebtables could filter. */
export const ebtablesElsewhere: Program = function* (system) {
  const places = system.segments().map((segment) => segment.name)
  system.stderr(`ebtables: ${system.netnsName} has no bridge; run it in a segment (${places.join(', ')}) or in fabric for all of them\n`)
  return 255
}

function runOn(system: System, segment: SegmentAdmin, args: readonly string[]): number {
  const words = args[0] === '-t' && args[1] === 'filter' ? args.slice(2) : args
  const [command, chain, ...rule] = words
  if (command === '-L' || command === '--list') return list(system, segment)
  if (chain !== 'FORWARD' && !(command === '-F' && chain === undefined)) {
    system.stderr(`ebtables: chain "${chain ?? ''}" is not modelled; Hopscope's ebtables has FORWARD\n`)
    return 255
  }
  if (command === '-F' || command === '--flush') {
    segment.flushFilters()
    return 0
  }
  const text = formatCommandLine(rule)
  const done = command === '-A' || command === '--append' ? segment.appendFilter(text) : command === '-D' || command === '--delete' ? segment.deleteFilter(text) : undefined
  if (!done) {
    system.stderr(`ebtables: "${command ?? ''}" is not modelled; Hopscope's ebtables has -A, -D, -F and -L\n`)
    return 255
  }
  if (done.ok) return 0
  system.stderr(`ebtables: ${done.error}\n`)
  return 255
}

function list(system: System, segment: SegmentAdmin): number {
  const rules = segment.filters()
  system.stdout(`Bridge table: filter\n\nBridge chain: FORWARD, entries: ${rules.length}, policy: ACCEPT\n${rules.map((rule) => `${rule} \n`).join('')}`)
  return 0
}
