import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { captureFiles } from '../../src/core/export/captures'
import { tsharkRows } from '../captures/tools'
import { LabRun } from './lab-run'
import { anyAct, anyLab, clusterOf } from './random-lab'

/** tshark starts slowly: a few labs stand for all. */
const LABS = 3
const SEED = 7

it('tshark finds no malformed packet and no wrong checksum in the captures of random labs', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-laws-'))
  try {
    const runs = fc.sample(fc.tuple(anyLab(6), fc.array(anyAct, { minLength: 4, maxLength: 8 })), { seed: SEED, numRuns: LABS })
    for (const [i, [sketch, acts]] of runs.entries()) {
      const lab = new LabRun(clusterOf(sketch))
      for (const act of acts) lab.act(act, sketch)
      const pods = lab.pods()
      lab.run(pods[0]?.name ?? '', `ping -n -c 1 -W 1 ${pods.at(-1)?.address ?? ''}`)
      const names = lab.simulation.network.namespaces.map(({ name }) => name)
      const all = captureFiles(lab.collect(), names, 'Hopscope').find(({ name }) => name === 'all.pcapng')
      const file = join(folder, `${i}.pcapng`)
      writeFileSync(file, all?.bytes ?? new Uint8Array())
      const rows = await tsharkRows(file, ['_ws.malformed', 'ip.checksum.status', 'icmp.checksum.status', 'udp.checksum.status'])
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter(([malformed, ...statuses]) => malformed !== '' || statuses.some((status) => status.split('|').includes('0')))).toEqual([])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
