import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureFiles } from '../../src/core/export/captures'
import { LabSession } from '../../src/core/session/lab-session'
import { Trace } from '../../src/core/trace/trace'
import { TSHARK_AGGREGATOR, tcpdumpLines, tsharkRows } from './tools'

const LABS = join(import.meta.dirname, '..', '..', 'public', 'labs')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-wireguard-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Runs commands in a built-in lab and writes `all.pcapng` and the other captures into a folder of their own. */
function capture(lab: string, commands: readonly (readonly [string, string])[]): string {
  const { session } = LabSession.open([{ name: `${lab}.yaml`, text: readFileSync(join(LABS, `${lab}.yaml`), 'utf8') }], { seed: 1 })
  if (!session) throw new Error('the lab is refused')
  const trace = new Trace()
  for (const [netns, command] of commands) {
    const run = session.run(netns, command)
    if (!run.ok) throw new Error(run.error)
    for (const part of run.value.parts) {
      for (const block of part.blocks) trace.append(block)
      trace.appendFactChanges(part.facts)
    }
  }
  const target = mkdtempSync(join(folder, `${lab}-`))
  for (const file of captureFiles(trace, session.network.namespaces.map(({ name }) => name), 'Hopscope')) writeFileSync(join(target, file.name), file.bytes)
  return target
}

const FIELDS = ['frame.interface_name', 'wg.type', 'wg.handshake_ok', 'icmp.type', '_ws.malformed', 'udp.checksum.status', 'ip.checksum.status', '_ws.expert.severity']

interface Row {
  readonly place: string
  readonly wgType: string
  readonly handshakeOk: string
  readonly icmpType: string
  readonly malformed: string
  readonly checksums: string
  readonly severity: string
}

async function rowsOf(file: string): Promise<readonly Row[]> {
  const rows = await tsharkRows(file, FIELDS)
  return rows.map(([place = '', wgType = '', handshakeOk = '', icmpType = '', malformed = '', udp = '', ip = '', severity = '']) => ({
    place,
    wgType,
    handshakeOk,
    icmpType,
    malformed,
    checksums: `${udp}${TSHARK_AGGREGATOR}${ip}`,
    severity,
  }))
}

const ENABLE = ['k8s-m', `calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":true}}'`] as const

describe('a capture of WireGuard with keys that the lab makes', () => {
  let rows: readonly Row[] = []
  beforeAll(async () => {
    const files = capture('two-subnets', [ENABLE, ['pod-w0-b', 'ping -c 2 -i 0.3 172.16.158.16'], ['pod-w1-a', 'ping -c 1 -s 1 172.16.34.9'], ['pod-w0-b', 'ping -c 1 -M dont -s 9000 172.16.158.16']])
    rows = await rowsOf(join(files, 'all.pcapng'))
    const lines = await tcpdumpLines(join(files, 'k8s-w0.eth0.pcap'))
    expect(lines.filter((line) => line.includes('192.168.20.100.51820 > 192.168.10.101.51820: UDP, length 148'))).toHaveLength(1)
  })

  test('is opened by tshark: every sealed packet shows its inner ICMP', () => {
    const sealed = rows.filter(({ wgType }) => wgType === '4')
    expect(sealed.length).toBeGreaterThan(20)
    // The second fragment of a packet has no ICMP header of its own.
    expect(sealed.filter(({ icmpType }) => icmpType === '').length).toBeLessThan(sealed.length / 3)
    const pinged = rows.filter(({ place, wgType }) => place === 'k8s-w0.eth0' && wgType === '4').slice(0, 4)
    expect(pinged.map(({ icmpType }) => icmpType)).toEqual(['8', '0', '8', '0'])
  })

  test('has handshakes that tshark finds right', () => {
    const responses = rows.filter(({ wgType }) => wgType === '2')
    expect(responses.length).toBeGreaterThan(2)
    expect(responses.map(({ handshakeOk }) => handshakeOk)).toEqual(responses.map(() => '1'))
  })

  test('has no malformed packet, no wrong checksum and no error', () => {
    expect(rows.filter(({ malformed }) => malformed !== '')).toEqual([])
    expect(rows.filter(({ checksums }) => checksums.split(TSHARK_AGGREGATOR).includes('0'))).toEqual([])
    // 8388608 is an error; that 169.254.1.1 is answered for by many is a warning about the network
    expect(rows.filter(({ severity }) => severity.split(TSHARK_AGGREGATOR).some((value) => Number(value) >= 8388608))).toEqual([])
  })
})

describe('a capture of WireGuard where only one private key is known', () => {
  test('shows what that node began, keeps the rest sealed, and says so', async () => {
    const files = capture('wireguard', [
      ['pod-m-a', 'ping -c 1 172.16.228.70'],
      ['pod-w2-a', 'ping -c 1 172.16.197.6'],
    ])
    const rows = await rowsOf(join(files, 'all.pcapng'))
    const icmpOf = (place: string): string[] => rows.filter((row) => row.place === place && row.wgType === '4').map(({ icmpType }) => icmpType)
    expect(icmpOf('k8s-m.eth0')).toEqual(['8', '0'])
    expect(icmpOf('k8s-w2.eth0')).toEqual(['', ''])
    expect(rows.filter(({ malformed }) => malformed !== '')).toEqual([])
    const bytes = readFileSync(join(files, 'all.pcapng')).toString('latin1')
    expect(bytes).toContain('The lab tells no WireGuard private key of k8s-w1, k8s-w2, k8s-w3.')
    expect(bytes).toContain('REMOTE_STATIC_PUBLIC_KEY = BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=')
    expect(bytes).not.toContain('LOCAL_STATIC_PRIVATE_KEY = undefined')
  })
})
