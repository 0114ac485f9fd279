import { describe, expect, it } from 'vitest'
import { exceptionOf } from './exceptions'
import { loadRecording, otherLabs, recordedLabs } from './recordings'
import type { Recording } from './recordings'
import { askedOutputs } from './state-differences'
import { STATE_NOT_YET } from './state-not-yet'

/**
 * Every command in the recordings, read here from the raw texts, and where its output is compared with the simulator's. A command
 * of a recording that nobody compares fails this suite; so does one that stands in no list below.
 */
const COMPARED: Readonly<Record<'tables' | 'steps', readonly string[]>> = {
  /** state.test.ts and other-labs.test.ts: every output, before, around and after the flows. */
  tables: ['bridge fdb', 'conntrack -L', 'ip -d', 'ip -j', 'ip -s', 'ip addr', 'ip link', 'ip neigh', 'ip route', 'ip rule', 'ipset list', 'iptables -nvL', 'iptables -t', 'iptables-save -c', 'route -n', 'sysctl KEY', 'wg show', 'wg showconf'],
  /** conformance.test.ts and other-labs.test.ts: rows, exit status and output of each step of a flow. */
  steps: ['arping', 'ip', 'ping', 'tcp', 'traceroute', 'udp'],
}

/** State files that are compared nowhere, and why. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  lsns: 'it lists the processes and namespaces of the one machine that all nodes of the recording shared; a node of a lab has its own (tests/terminal/source-documents.test.ts, S3)',
}

const ALL_LABS = [...recordedLabs(), ...otherLabs()]

/** `$ COMMAND` lines of the state files as they stand, `[NAMESPACE] $ COMMAND` of the destinations asked for, and a setting for each line below a heading. */
function rawCommands(recording: Recording): readonly string[] {
  return Object.entries(recording.state).flatMap(([file, text]) => {
    const [, place = '', when = ''] = /^(.*)\.(initial|final)$/.exec(file) ?? []
    if (when === '') return [...text.matchAll(/^\[([^\]]+)\] \$ (.*)$/gm)].map(([, ns = '', command = '']) => `initial ${ns}$ ${command}`)
    const commands = [...text.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command).filter((command) => !command.includes('sysctl'))
    const settings = [...text.matchAll(/^(net\.\S+) = /gm)].map(([, key = '']) => `sysctl ${key}`)
    return [...commands, ...settings].map((command) => `${when} ${place}$ ${command}`)
  })
}

/** The first two words; a setting's key is any. */
function kindOf(command: string): string {
  const [program = '', verb = ''] = command.split(' ')
  return program === 'sysctl' ? 'sysctl KEY' : `${program} ${verb}`
}

describe.each(ALL_LABS)('of %s', (lab) => {
  const recording = loadRecording(lab)
  const asked = askedOutputs(recording)

  it('every table that was recorded is compared', () => {
    const compared = [...asked.initial, ...asked.final].map(({ title }) => title).sort()
    expect(compared).toEqual([...rawCommands(recording)].sort())
    if (recordedLabs().includes(lab)) expect(compared.length).toBeGreaterThan(100)
  })

  it('every command around a flow is compared, unless the flow is an exception', () => {
    const compared = asked.around.map((outputs) => outputs.map(({ ns, command }) => `${ns}$ ${command}`))
    expect(compared).toEqual(recording.flows.map(({ before, after }) => [...before, ...after].map(({ ns, command }) => `${ns}$ ${command}`)))
  })

  it('every file of state that is compared nowhere has its reason', () => {
    const unread = Object.keys(recording.state).filter((file) => !/\.(initial|final)$/.test(file) && file !== 'route-get')
    for (const file of unread) expect(Object.keys(NOT_COMPARED)).toContain(file)
  })
})

describe('all recordings together', () => {
  const recordings = ALL_LABS.map(loadRecording)

  it('ask these commands for their tables', () => {
    const all = recordings.flatMap((recording) => {
      const { initial, around, final } = askedOutputs(recording)
      return [...initial, ...around.flat(), ...final].map(({ command }) => kindOf(command))
    })
    expect([...new Set(all)].filter((kind) => !COMPARED.tables.includes(kind))).toEqual([])
  })

  it('run these programs in their flows', () => {
    const all = recordings.flatMap(({ flows }) => flows.flatMap(({ steps }) => steps.map(({ command }) => command.split(' ')[0] ?? '')))
    expect([...new Set(all)].filter((program) => !COMPARED.steps.includes(program))).toEqual([])
  })

  it('have what tcpdump printed, which src/core/capture/tcpdump/printer.test.ts compares line for line', () => {
    expect(recordings.flatMap(({ tcpdump }) => Object.keys(tcpdump)).length).toBeGreaterThan(20)
  })

  it('differ in few flows and tables, each with a reason', () => {
    const exceptionsOf = (labs: readonly string[]) =>
      recordings.filter(({ lab }) => labs.includes(lab)).flatMap(({ lab, script }) => script.flatMap(({ flow }) => exceptionOf(lab, flow) ?? []))
    const [shipped, others] = [exceptionsOf(recordedLabs()), exceptionsOf(otherLabs())]
    for (const { reason } of [...shipped, ...others, ...STATE_NOT_YET]) expect(reason.length).toBeGreaterThan(20)
    expect(shipped.length).toBeLessThanOrEqual(14)
    expect(others.length).toBeLessThanOrEqual(4)
    expect(STATE_NOT_YET.length).toBeLessThanOrEqual(8)
  })
})
