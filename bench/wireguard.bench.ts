import { readFileSync } from 'node:fs'
import { required } from '../src/core/base/assert'
import { changeEncapsulation } from '../src/core/calico/change-encapsulation'
import { deriveNetwork } from '../src/core/calico/derive-network'
import { SkbPool } from '../src/core/dataplane/skb'
import { Keypair } from '../src/core/dataplane/wireguard/keypairs'
import { openPacket, sealPacket } from '../src/core/dataplane/wireguard/transport'
import { createSimulation } from '../src/core/engine/simulation'
import { readLab } from '../src/core/import/read-lab'
import type { BenchRow } from './bench'
import { perSecond } from './bench'
import { pinger } from './pinger'

export const name = 'WireGuard: packets a second, each sealed at one node and opened at the other'

const LAB = 'public/labs/two-subnets.yaml'
const PINGS = 20_000
const KEY = new Uint8Array(32).fill(7)
const CALLS = 500

export async function run(): Promise<readonly BenchRow[]> {
  return [
    { name: 'seal and open, 84 bytes', value: perSecond(() => sealAndOpen(84)), unit: 'packets/s' },
    { name: 'seal and open, 1420 bytes', value: perSecond(() => sealAndOpen(1420)), unit: 'packets/s' },
    { name: 'pings from pod to pod through both tunnel ends, recording off', value: pingThrough(), unit: 'packets/s' },
  ]
}

function sealAndOpen(lengthBytes: number): number {
  const pool = new SkbPool()
  const keypair = new Keypair({ isInitiator: true, sendingKey: KEY, receivingKey: KEY, remoteIndex: 1 }, 1, 0)
  for (let i = 0; i < CALLS; i++) {
    const skb = pool.take(lengthBytes)
    if (!openPacket(keypair, skb, sealPacket(keypair, skb, 1440))) throw new Error('what was sealed does not open')
    pool.release(skb)
  }
  return CALLS
}

/** Echo requests and replies both count. */
function pingThrough(): number {
  const { cluster, problems } = readLab([{ name: LAB, text: readFileSync(LAB, 'utf8') }])
  const sealed = changeEncapsulation(required(cluster, `${LAB}: ${JSON.stringify(problems)}`), { mode: 'wireguard', scope: 'always' })
  const simulation = createSimulation(deriveNetwork(sealed), { seed: 1, record: false })
  const ping = (count: number): number => {
    const startMs = performance.now()
    const process = simulation.start('pod-w0-b', pinger, ['pinger', '172.16.158.16', String(count)], { stdout: () => undefined, stderr: () => undefined })
    simulation.runToExit(process)
    if (process.exitStatus !== 0) throw new Error('not every ping was answered')
    return (performance.now() - startMs) / 1000
  }
  ping(PINGS / 10)
  return (2 * PINGS) / ping(PINGS)
}
