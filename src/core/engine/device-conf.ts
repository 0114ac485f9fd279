import { CONNTRACK_BUCKETS, CONNTRACK_SYSCTLS, conntrackConf } from '../dataplane/conntrack-conf'
import type { DeviceConf } from '../dataplane/device'
import type { Netns } from '../dataplane/netns'

/** What the kernel's net.ipv4.conf holds before anybody writes it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  forwarding: '0',
  proxy_arp: '0',
  rp_filter: '0',
  send_redirects: '1',
  accept_redirects: '1',
  shared_media: '1',
  route_localnet: '0',
  accept_local: '0',
  src_valid_mark: '0',
  arp_ignore: '0',
  arp_announce: '0',
}

/** Keys of net.ipv4.conf.* that are modelled. */
export const DEVICE_SYSCTLS = Object.keys(DEFAULTS)

export function newDeviceConf(): DeviceConf {
  return {
    forwarding: false,
    proxyArp: false,
    rpFilter: 0,
    sendRedirects: true,
    acceptRedirects: true,
    sharedMedia: true,
    routeLocalnet: false,
    acceptLocal: false,
    srcValidMark: false,
    arpIgnore: 0,
    arpAnnounce: 0,
  }
}

/** The value of net.ipv4.conf.NAME.KEY: written, or inherited from `default` when the device was made, or the kernel's. */
export function deviceSysctl(netns: Netns, device: string, key: string): string | undefined {
  if (DEFAULTS[key] === undefined) return undefined
  const { sysctls } = netns
  const own = sysctls.get(`net/ipv4/conf/${device}/${key}`)
  if (own !== undefined) return own
  if (device === 'all') return key === 'forwarding' ? String(Number(netns.ipForward)) : DEFAULTS[key]
  return sysctls.get(`net/ipv4/conf/default/${key}`) ?? (key === 'forwarding' ? String(Number(netns.ipForward)) : DEFAULTS[key])
}

/** Works the sysctls into what the packet path reads: OR with `all` for some, the greater for others (IN_DEV_*CONF of include/linux/inetdevice.h). */
export function applyDeviceSysctls(netns: Netns): void {
  const read = (device: string, key: string): number => Number(deviceSysctl(netns, device, key))
  for (const device of netns.devices) {
    const { conf, name } = device
    const either = (key: string): boolean => read('all', key) !== 0 || read(name, key) !== 0
    const greater = (key: string): number => Math.max(read('all', key), read(name, key))
    conf.forwarding = read(name, 'forwarding') !== 0
    conf.proxyArp = either('proxy_arp')
    conf.rpFilter = greater('rp_filter')
    conf.sendRedirects = either('send_redirects')
    conf.sharedMedia = either('shared_media')
    conf.routeLocalnet = either('route_localnet')
    conf.srcValidMark = either('src_valid_mark')
    conf.acceptLocal = either('accept_local')
    conf.arpIgnore = greater('arp_ignore')
    conf.arpAnnounce = greater('arp_announce')
    // A router accepts redirects only where every switch says so, a host where any does.
    conf.acceptRedirects = conf.forwarding ? read('all', 'accept_redirects') !== 0 && read(name, 'accept_redirects') !== 0 : either('accept_redirects')
  }
}

/** Writing ip_forward resets forwarding everywhere (inet_forward_change, net/ipv4/devinet.c). */
export function setIpForward(netns: Netns, enabled: boolean): void {
  netns.ipForward = enabled
  const value = enabled ? '1' : '0'
  netns.sysctls.set('net/ipv4/ip_forward', value)
  netns.sysctls.set('net/ipv4/conf/all/forwarding', value)
  netns.sysctls.set('net/ipv4/conf/default/forwarding', value)
  for (const device of netns.devices) netns.sysctls.set(`net/ipv4/conf/${device.name}/forwarding`, value)
}

/** What Linux 6.1 begins with, of the keys beside net.ipv4.conf that are modelled or shown. */
const OTHER_DEFAULTS: Readonly<Record<string, string>> = {
  'net/ipv4/icmp_echo_ignore_all': '0',
  'net/ipv4/icmp_echo_ignore_broadcasts': '1',
  'net/ipv4/icmp_errors_use_inbound_ifaddr': '0',
  'net/ipv4/icmp_ratelimit': '1000',
  'net/ipv4/icmp_ratemask': '6168',
  'net/ipv4/ip_default_ttl': '64',
  'net/ipv4/ip_forward_use_pmtu': '0',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/ip_no_pmtu_disc': '0',
  ...Object.fromEntries(Object.entries(CONNTRACK_SYSCTLS).map(([name, value]) => [`net/netfilter/${name}`, value])),
}

/** What can be read and not written here. */
const READ_ONLY: ReadonlyMap<string, (netns: Netns) => number> = new Map<string, (netns: Netns) => number>([
  ['net/netfilter/nf_conntrack_buckets', () => CONNTRACK_BUCKETS],
  ['net/netfilter/nf_conntrack_count', (netns) => netns.netfilter?.conntrack.size ?? 0],
])

export const OTHER_SYSCTLS = [...Object.keys(OTHER_DEFAULTS), ...READ_ONLY.keys()]

/** The value of a key beside net.ipv4.conf; undefined when there is no such key. */
export function otherSysctl(netns: Netns, key: string): string | undefined {
  return READ_ONLY.get(key)?.(netns).toString() ?? netns.sysctls.get(key) ?? (key === 'net/ipv4/ip_forward' ? String(Number(netns.ipForward)) : OTHER_DEFAULTS[key])
}

/** Writes a sysctl; what the kernel answers when it does not take it. */
export function writeSysctl(netns: Netns, key: string, value: string): 'ENOENT' | 'EACCES' | 'EINVAL' | undefined {
  if (READ_ONLY.has(key)) return 'EACCES'
  if (isConntrackKey(key) && !/^\d{1,10}$/.test(value.trim())) return 'EINVAL'
  const conf = /^net\/ipv4\/conf\/([^/]+)\/([a-z_]+)$/.exec(key)
  if (key === 'net/ipv4/ip_forward') setIpForward(netns, value !== '0')
  else if (conf) {
    const [, device = '', name = ''] = conf
    const exists = device === 'all' || device === 'default' || netns.device(device) !== undefined
    if (!exists || DEFAULTS[name] === undefined) return 'ENOENT'
    if (device === 'all' && name === 'forwarding') setIpForward(netns, value !== '0')
    else netns.sysctls.set(key, value)
  } else if (!writeOther(netns, key, value)) return 'ENOENT'
  applyDeviceSysctls(netns)
  return undefined
}

function isConntrackKey(key: string): boolean {
  return key.startsWith('net/netfilter/') && CONNTRACK_SYSCTLS[key.slice('net/netfilter/'.length)] !== undefined
}

/** Keys that the model knows besides net.ipv4.conf; those without a consequence here are kept and shown. */
const OTHER_KEYS = /^net\/(ipv4\/(ip_default_ttl|ip_local_port_range|icmp_echo_ignore_all|icmp_echo_ignore_broadcasts|icmp_ratelimit|icmp_ratemask|neigh\/[^/]+\/[a-z_]+)|ipv6\/conf\/[^/]+\/[a-z_]+|netfilter\/[a-z_]+|core\/[a-z_]+)$/

function writeOther(netns: Netns, key: string, value: string): boolean {
  if (!OTHER_KEYS.test(key)) return false
  netns.sysctls.set(key, value)
  applyHostSysctls(netns)
  return true
}

/** Gives the packet path what the keys beside net.ipv4.conf say. */
export function applyHostSysctls(netns: Netns): void {
  const numberAt = (name: string): number => Number(otherSysctl(netns, `net/ipv4/${name}`))
  netns.defaultTtl = numberAt('ip_default_ttl')
  netns.icmp = {
    echoIgnoreAll: numberAt('icmp_echo_ignore_all') !== 0,
    echoIgnoreBroadcasts: numberAt('icmp_echo_ignore_broadcasts') !== 0,
    rateLimitMs: numberAt('icmp_ratelimit'),
    rateMask: numberAt('icmp_ratemask'),
  }
  netns.conntrack = conntrackConf((name) => Number(otherSysctl(netns, `net/netfilter/${name}`)))
  const [first, last] = (otherSysctl(netns, 'net/ipv4/ip_local_port_range') ?? '').trim().split(/\s+/).map(Number)
  if (first !== undefined && last !== undefined) {
    netns.localPortFirst = first
    netns.localPortLast = last
  }
}
