import { describe, expect, test } from 'vitest'
import { base64Decode, base64Encode } from '../../src/core/base/base64'
import { hasValidMac1, INITIATION_BYTES, readInitiation, RESPONSE_BYTES } from '../../src/core/dataplane/wireguard/handshake'
import { KeyRing, publicKeyOf } from '../../src/core/dataplane/wireguard/key-ring'
import { readPcap } from '../captures/read-pcap'
import { loadCaptures, loadRecording } from './recordings'

const ETHERNET_BYTES = 14
const IP_AND_UDP_BYTES = 28
const LABS = ['wireguard-1500', 'wireguard-9001']

interface Seen {
  readonly node: string
  readonly message: Uint8Array
}

/** Handshake messages that the kernel's nodes received, of one length. */
function received(lab: string, lengthBytes: number): readonly Seen[] {
  const { topology } = loadRecording(lab)
  const captures = loadCaptures(lab)
  return Object.entries(topology.nodes).flatMap(([node, { ip }]) => {
    const address = ip.split('.').map(Number)
    const { packets } = readPcap(captures.get(`${node}__eth0`) ?? new Uint8Array(0))
    return packets
      .map(({ bytes }) => bytes.subarray(ETHERNET_BYTES))
      .filter((packet) => packet[9] === 17 && packet.length === IP_AND_UDP_BYTES + lengthBytes && address.every((byte, i) => packet[16 + i] === byte))
      .map((packet) => ({ node, message: packet.slice(IP_AND_UDP_BYTES) }))
  })
}

function privateKeyOf(lab: string, node: string): Uint8Array {
  const key = base64Decode(loadRecording(lab).topology.namespaces[node]?.wg_dump?.split(/\s/)[0] ?? '')
  if (key?.length !== 32) throw new Error(`no key of ${node}`)
  return key
}

describe.each(LABS)('what the kernel sent in %s', (lab) => {
  test('initiations open with the receiver’s private key and name a node as their sender, except those for the wrong key', () => {
    const { nodes } = loadRecording(lab).topology
    const publicKeys = new Map(Object.keys(nodes).map((node) => [base64Encode(publicKeyOf(privateKeyOf(lab, node))), node]))
    const ring = new KeyRing()
    for (const node of Object.keys(nodes)) ring.addIdentity({ publicKey: publicKeyOf(privateKeyOf(lab, node)), privateKey: privateKeyOf(lab, node) })
    const seen = received(lab, INITIATION_BYTES)
    const senders = seen.map(({ node, message }) => {
      const privateKey = privateKeyOf(lab, node)
      const identity = { publicKey: publicKeyOf(privateKey), privateKey }
      if (!hasValidMac1(message, identity.publicKey)) return 'not for this key'
      const read = readInitiation(ring, identity, (key) => key, message)
      return read && publicKeys.get(base64Encode(read.peer))
    })
    expect(senders.length).toBeGreaterThan(lab === 'wireguard-9001' ? 20 : 3)
    expect(senders.filter((sender) => sender === undefined)).toEqual([])
    const wrong = senders.filter((sender) => sender === 'not for this key')
    expect(wrong).toHaveLength(lab === 'wireguard-9001' ? 6 : 0)
  })

  test('responses carry a MAC1 made for the node that they reached', () => {
    const seen = received(lab, RESPONSE_BYTES)
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.filter(({ node, message }) => !hasValidMac1(message, publicKeyOf(privateKeyOf(lab, node))))).toEqual([])
  })
})
