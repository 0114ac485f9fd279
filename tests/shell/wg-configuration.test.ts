import { describe, expect, test } from 'vitest'
import type { LabSession } from '../../src/core/session/lab-session'
import { openBuiltIn, typed, typedWith } from './lab-shell'

/** A cluster whose nodes' private keys are known: WireGuard on, a session between the two nodes stands. */
function open(): LabSession {
  const session = openBuiltIn('vxlan-operator')
  session.change({ ...session.settings, mode: 'wireguard' }, [])
  expect(reaches(session)).toBe(true)
  return session
}

function reaches(session: LabSession): boolean {
  // REKEY_TIMEOUT: no initiation comes sooner after the one before
  session.wait(6e9)
  const [from, to] = [1, 2].map((node) => session.cluster.pods.findIndex((pod) => session.cluster.nodes[pod.node]?.name === `node-${node}`))
  const names = session.network.namespaces.filter(({ kind }) => kind === 'pod').map(({ name }) => name)
  const address = /(\d+\.){3}\d+/.exec(typed(session, names[to ?? 0] ?? '', 'ip -br addr show eth0').stdout)?.[0] ?? ''
  return typed(session, names[from ?? 0] ?? '', `ping -c 1 -W 2 ${address}`).exit === 0
}

const handshakes = (session: LabSession): string => typed(session, 'node-1', 'wg show wireguard.cali latest-handshakes').stdout
const wgWith = (session: LabSession, words: string, given: Parameters<typeof typedWith>[3]) => typedWith(session, 'node-1', ['wg', ...words.split(' ')], given)

describe('a configuration that showconf printed', () => {
  test('is the device’s again with setconf, which ends its sessions, and with syncconf, which does not', () => {
    const session = open()
    const conf = typed(session, 'node-1', 'wg showconf wireguard.cali').stdout
    expect(conf).toContain('PrivateKey = ')
    expect(wgWith(session, 'syncconf wireguard.cali /tmp/wg.conf', { files: { '/tmp/wg.conf': conf } })).toEqual({ exit: 0, out: '', errors: '' })
    expect(handshakes(session)).toMatch(/\t[1-9]/)
    expect(wgWith(session, 'setconf wireguard.cali /tmp/wg.conf', { files: { '/tmp/wg.conf': conf } })).toEqual({ exit: 0, out: '', errors: '' })
    expect(handshakes(session)).not.toMatch(/\t[1-9]/)
    expect(typed(session, 'node-1', 'wg showconf wireguard.cali').stdout).toBe(conf)
    expect(reaches(session)).toBe(true)
  })

  test('without a peer takes it away with syncconf, and leaves it with addconf', () => {
    const session = open()
    const conf = typed(session, 'node-1', 'wg showconf wireguard.cali').stdout
    const [own = '', ...peers] = conf.split('\n[Peer]\n')
    const less = [own, ...peers.slice(1)].join('\n[Peer]\n')
    const count = (): number => typed(session, 'node-1', 'wg show wireguard.cali peers').stdout.trim().split('\n').length
    expect(wgWith(session, 'addconf wireguard.cali /tmp/wg.conf', { files: { '/tmp/wg.conf': less } }).exit).toBe(0)
    expect(count()).toBe(2)
    expect(wgWith(session, 'syncconf wireguard.cali /tmp/wg.conf', { files: { '/tmp/wg.conf': less } }).exit).toBe(0)
    expect(count()).toBe(1)
  })
})

describe('a private key', () => {
  test('of another node’s choosing is not known to the peers: nothing passes, until the old one is back', () => {
    const session = open()
    const before = typed(session, 'node-1', 'wg show wireguard.cali private-key').stdout
    const drawn = typed(session, 'node-1', 'wg genkey').stdout
    expect(wgWith(session, 'set wireguard.cali private-key /dev/stdin', { stdin: drawn })).toEqual({ exit: 0, out: '', errors: '' })
    expect(typed(session, 'node-1', 'wg show wireguard.cali public-key').stdout).toBe(wgWith(session, 'pubkey', { stdin: drawn }).out)
    expect(reaches(session)).toBe(false)
    wgWith(session, 'set wireguard.cali private-key /tmp/key', { files: { '/tmp/key': before } })
    expect(reaches(session)).toBe(true)
  })

  test('can be taken back', () => {
    const session = open()
    const before = typed(session, 'node-1', 'wg show wireguard.cali public-key').stdout
    wgWith(session, 'set wireguard.cali private-key /dev/stdin', { stdin: typed(session, 'node-1', 'wg genkey').stdout })
    expect(session.changes).toHaveLength(1)
    const { changes, settings } = session
    session.change(settings, [], [])
    expect(typed(session, 'node-1', 'wg show wireguard.cali public-key').stdout).toBe(before)
    session.change(settings, [], changes)
    expect(typed(session, 'node-1', 'wg show wireguard.cali public-key').stdout).not.toBe(before)
  })

  test('of RFC 7748 makes its public key', () => {
    expect(wgWith(openBuiltIn('vxlan-operator'), 'pubkey', { stdin: 'dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=\n' }).out).toBe('hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\n')
  })
})

test.each([
  ['[Interface]\nAddress = 10.0.0.1/24\n', "Line unrecognized: `Address=10.0.0.1/24'\nConfiguration parsing error\n"],
  ['ListenPort = 1\n', "Line unrecognized: `ListenPort=1'\nConfiguration parsing error\n"],
  ['[Interface]\nPrivateKey = abc\n', "Key is not the correct length or format: `abc'\nConfiguration parsing error\n"],
  ['[Peer]\nAllowedIPs = 10.0.0.0/24\n', 'A peer is missing a public key\nConfiguration parsing error\n'],
  ['[Interface]\nListenPort = 70000\n', "Unable to parse port: `70000'\nConfiguration parsing error\n"],
])('the file %j is refused as wg does, and nothing changes', (text, errors) => {
  const session = open()
  const before = typed(session, 'node-1', 'wg showconf wireguard.cali').stdout
  expect(wgWith(session, 'setconf wireguard.cali /tmp/wg.conf', { files: { '/tmp/wg.conf': text } })).toEqual({ exit: 1, out: '', errors })
  expect(typed(session, 'node-1', 'wg showconf wireguard.cali').stdout).toBe(before)
})
