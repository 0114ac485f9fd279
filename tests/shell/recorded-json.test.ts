import { expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'
import { loadRecording, recordedLabs } from '../kernel/recordings'
import type { Recording } from '../kernel/recordings'
import { recordedLabYaml } from '../labs/recorded-lab'

/**
 * What the recorded namespaces share with all others of their one kernel: indexes, and ids of namespaces. In three labs the
 * links' carrier was not known yet when the JSON was written; `ip -d link`, taken a moment later, says UP, and is compared elsewhere.
 */
const DRAWN = new Set(['ifindex', 'link_index', 'link_netnsid', 'operstate'])

function open(recording: Recording): LabSession {
  const { session } = LabSession.open([{ name: `${recording.lab}.yaml`, text: recordedLabYaml(recording) }], { seed: 1 })
  if (!session) throw new Error('lab refused')
  return session
}

function printed(session: LabSession, ns: string, command: string): string {
  const ran = session.run(ns, command)
  if (!ran.ok) throw new Error(ran.error)
  return ran.value.record.stdout
}

function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, member: unknown) => (DRAWN.has(key) ? 'drawn' : member)))
}

test.each(recordedLabs())('the JSON of iproute2 and the dumps of %s are what the recorded tools wrote', (lab) => {
  const recording = loadRecording(lab)
  const session = open(recording)
  const places = Object.entries(recording.topology.namespaces).filter(([name]) => /^(k8s|pod)-/.test(name))
  expect(places.length).toBeGreaterThan(5)
  for (const [ns, recorded] of places) {
    const json = (command: string): unknown => comparable(JSON.parse(printed(session, ns, command)))
    expect([ns, json('ip -j -d addr')]).toEqual([ns, comparable(recorded.addr)])
    expect([ns, json('ip -j -d route show table all')]).toEqual([ns, comparable(recorded.routes)])
    expect([ns, json('ip -j rule')]).toEqual([ns, comparable(recorded.rules)])
    if (recorded.ipset_save !== undefined) expect(printed(session, ns, 'ipset save').replaceAll(/initval \S+/g, '')).toBe(recorded.ipset_save.replaceAll(/initval \S+/g, ''))
  }
})
