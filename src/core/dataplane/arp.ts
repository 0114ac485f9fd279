import type { DropReason } from '../trace/entry-kinds'
import { dropReasonIndex } from '../trace/entry-kinds'
import { read16, read32, readMac, write16, write32, writeMac } from './bytes'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import { transmit } from './ip-output'
import type { Neighbour } from './neighbour'
import type { Netns } from './netns'
import { decideInput } from './route-input'
import type { InputDecision } from './route-input'
import type { Skb } from './skb'
import { PACKET_HOST, PACKET_OTHERHOST } from './skb'
import { IP_SOURCE } from './ipv4-header'

/** Offsets in an ARP packet for Ethernet and IPv4 (RFC 826); 28 bytes. */
const ARP_OPERATION = 6
const ARP_SENDER_MAC = 8
const ARP_SENDER_IP = 14
const ARP_TARGET_MAC = 18
const ARP_TARGET_IP = 24
const ARP_BYTES = 28
const ARP_REQUEST = 1
const ARP_REPLY = 2
const ETHERNET_BYTES = 14
const BROADCAST_MAC = 0xffff_ffff_ffff
/** A newer answer counts only after this time (net.ipv4.neigh.*.locktime). */
const LOCK_NS = 1e9

/** arp_rcv and arp_process (net/ipv4/arp.c). `skb.network` is at the ARP header. */
export function arpReceive(netns: Netns, device: Device, skb: Skb): void {
  const { data, network } = skb
  if (skb.packetType === PACKET_OTHERHOST || skb.end - network < ARP_BYTES) {
    drop(netns, device, skb, skb.packetType === PACKET_OTHERHOST ? 'wrong-mac' : 'malformed')
    return
  }
  const operation = read16(data, network + ARP_OPERATION)
  const senderMac = readMac(data, network + ARP_SENDER_MAC)
  const senderIp = read32(data, network + ARP_SENDER_IP)
  const targetIp = read32(data, network + ARP_TARGET_IP)
  if (operation === ARP_REQUEST && answerRequest(netns, device, skb, senderMac, senderIp, targetIp)) return
  learnFromSender(netns, device, skb, operation, senderMac, senderIp)
  netns.env.pool.release(skb)
}

/**
 * arp_ignore: 1 keeps silent about addresses of other interfaces, 2 also towards senders of other subnets, 8
 * always.
 */
function isIgnored(device: Device, senderIp: number, targetIp: number): boolean {
  const { arpIgnore } = device.conf
  const own = device.addresses.find(({ address }) => address === targetIp)
  switch (arpIgnore) {
    case 1:
      return own === undefined
    case 2:
      return own === undefined || ((targetIp ^ senderIp) >>> (32 - own.prefixLength)) !== 0
    case 8:
      return true
    default:
      return false
  }
}

/** True when the request was answered (and the packet is done with). */
function answerRequest(netns: Netns, device: Device, skb: Skb, senderMac: number, senderIp: number, targetIp: number): boolean {
  const decision = decideInput(netns, device, senderIp, targetIp, 0)
  if (decision.verdict === 'local' && decision.route?.isLocal === true) {
    if (isIgnored(device, senderIp, targetIp)) return ignored(netns, device, skb, targetIp, 'not-our-address')
    reply(netns, device, skb, senderMac, senderIp, targetIp)
    return true
  }
  if (decision.verdict !== 'forward' || decision.route.device === device || !device.conf.proxyArp || !device.conf.forwarding) {
    return ignored(netns, device, skb, targetIp, silenceReason(decision, device))
  }
  recordEvent(netns, 'arp.proxied', device, skb, decision.route.id, targetIp | 0, -1)
  reply(netns, device, skb, senderMac, senderIp, targetIp)
  return true
}

/** Whoever is no proxy keeps silent because it is not meant; a proxy, because of what keeps it from forwarding. */
function silenceReason(decision: InputDecision, device: Device): DropReason {
  if (decision.verdict === 'forward' && decision.route.device !== device) return device.conf.proxyArp ? 'forwarding-disabled' : 'proxy-arp-off'
  if (!device.conf.proxyArp || decision.verdict === 'local') return 'not-our-address'
  if (decision.verdict === 'martian') return decision.reason
  return decision.verdict === 'forward' ? 'same-interface' : 'no-route'
}

function ignored(netns: Netns, device: Device, skb: Skb, targetIp: number, reason: DropReason): false {
  recordEvent(netns, 'arp.ignored', device, skb, -1, targetIp | 0, dropReasonIndex(reason))
  return false
}

/** neigh_event_ns, then the answer: whoever asks is known afterwards (STALE). */
function reply(netns: Netns, device: Device, skb: Skb, senderMac: number, senderIp: number, targetIp: number): void {
  const neighbour = netns.neighbours.find(device, senderIp) ?? netns.neighbours.create(device, senderIp)
  netns.neighbours.update(neighbour, senderMac, 'STALE', true)
  netns.env.pool.release(skb)
  sendArp(device, ARP_REPLY, senderMac, { senderIp: targetIp, targetMac: senderMac, targetIp: senderIp })
}

function learnFromSender(netns: Netns, device: Device, skb: Skb, operation: number, senderMac: number, senderIp: number): void {
  const neighbour = netns.neighbours.find(device, senderIp)
  if (neighbour === undefined) return
  const isUnicastReply = operation === ARP_REPLY && skb.packetType === PACKET_HOST
  const override = netns.env.nowNs > neighbour.updatedNs + LOCK_NS
  netns.neighbours.update(neighbour, senderMac, isUnicastReply ? 'REACHABLE' : 'STALE', override)
}

/** arp_solicit: the sender address is the waiting packet's own if it is local, else one of the device's. */
export function arpSolicit(neighbour: Neighbour, mac: number | undefined, forPacket: Skb | undefined): void {
  const { device } = neighbour
  const { netns } = device
  const wanted = forPacket === undefined ? 0 : read32(forPacket.data, forPacket.network + IP_SOURCE)
  const senderIp = wanted !== 0 && netns.deviceOfAddress(wanted) !== undefined ? wanted : netns.selectAddress(device, neighbour.address)
  sendArp(device, ARP_REQUEST, mac ?? BROADCAST_MAC, { senderIp, targetMac: 0, targetIp: neighbour.address })
}

function sendArp(device: Device, operation: number, destinationMac: number, arp: { senderIp: number; targetMac: number; targetIp: number }): void {
  const skb = device.netns.env.pool.take(ARP_BYTES)
  const { data } = skb
  const at = skb.network
  write16(data, at, 1)
  write16(data, at + 2, 0x0800)
  data[at + 4] = 6
  data[at + 5] = 4
  write16(data, at + ARP_OPERATION, operation)
  writeMac(data, at + ARP_SENDER_MAC, device.mac)
  write32(data, at + ARP_SENDER_IP, arp.senderIp)
  writeMac(data, at + ARP_TARGET_MAC, arp.targetMac)
  write32(data, at + ARP_TARGET_IP, arp.targetIp)
  skb.start = at - ETHERNET_BYTES
  writeMac(data, skb.start, destinationMac)
  writeMac(data, skb.start + 6, device.mac)
  write16(data, skb.start + 12, 0x0806)
  transmit(device, skb)
}
