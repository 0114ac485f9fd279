/**
 * The offloads of a link as `ethtool -k` names them, for a veth (or a NIC), lo and a VXLAN device: `+` on, `-` off, `1` and `0`
 * the same and fixed. All that could be switched off is off: a frame of a lab has the length and the checksums that
 * it has on the wire.
 */
const FEATURES: readonly (readonly [string, string])[] = [
  ['rx-checksumming', '-1-'],
  ['tx-checksumming', '-+-'],
  ['\ttx-checksum-ipv4', '000'],
  ['\ttx-checksum-ip-generic', '-1-'],
  ['\ttx-checksum-ipv6', '000'],
  ['\ttx-checksum-fcoe-crc', '000'],
  ['\ttx-checksum-sctp', '-10'],
  ['scatter-gather', '-+-'],
  ['\ttx-scatter-gather', '-1-'],
  ['\ttx-scatter-gather-fraglist', '-1-'],
  ['tcp-segmentation-offload', '---'],
  ['\ttx-tcp-segmentation', '---'],
  ['\ttx-tcp-ecn-segmentation', '---'],
  ['\ttx-tcp-mangleid-segmentation', '---'],
  ['\ttx-tcp6-segmentation', '---'],
  ['generic-segmentation-offload', '---'],
  ['generic-receive-offload', '---'],
  ['large-receive-offload', '000'],
  ['rx-vlan-offload', '+00'],
  ['tx-vlan-offload', '+00'],
  ['ntuple-filters', '000'],
  ['receive-hashing', '000'],
  ['highdma', '+10'],
  ['rx-vlan-filter', '000'],
  ['vlan-challenged', '010'],
  ['tx-gso-robust', '000'],
  ['tx-fcoe-segmentation', '000'],
  ['tx-gre-segmentation', '+00'],
  ['tx-gre-csum-segmentation', '+00'],
  ['tx-ipxip4-segmentation', '+00'],
  ['tx-ipxip6-segmentation', '+00'],
  ['tx-udp_tnl-segmentation', '+00'],
  ['tx-udp_tnl-csum-segmentation', '+00'],
  ['tx-gso-partial', '000'],
  ['tx-tunnel-remcsum-segmentation', '000'],
  ['tx-sctp-segmentation', '+++'],
  ['tx-esp-segmentation', '000'],
  ['tx-udp-segmentation', '-+-'],
  ['tx-gso-list', '+++'],
  ['tx-nocache-copy', '-0-'],
  ['loopback', '010'],
  ['rx-fcs', '000'],
  ['rx-all', '000'],
  ['tx-vlan-stag-hw-insert', '+00'],
  ['rx-vlan-stag-hw-parse', '+00'],
  ['rx-vlan-stag-filter', '000'],
  ['l2-fwd-offload', '000'],
  ['hw-tc-offload', '000'],
  ['esp-hw-offload', '000'],
  ['esp-tx-csum-hw-offload', '000'],
  ['rx-udp_tunnel-port-offload', '000'],
  ['tls-hw-tx-offload', '000'],
  ['tls-hw-rx-offload', '000'],
  ['rx-gro-hw', '000'],
  ['tls-hw-record', '000'],
  ['rx-gro-list', '---'],
  ['macsec-hw-offload', '000'],
  ['rx-udp-gro-forwarding', '---'],
  ['hsr-tag-ins-offload', '000'],
  ['hsr-tag-rm-offload', '000'],
  ['hsr-fwd-offload', '000'],
  ['hsr-dup-offload', '000'],
]

const STATES: Readonly<Record<string, string>> = { '+': 'on', '-': 'off', '1': 'on [fixed]', '0': 'off [fixed]' }
const KINDS = ['ethernet', 'loopback', 'vxlan'] as const

/** The lines below `Features for LINK:`; undefined for a kind of link whose offloads are not known. */
export function featuresText(kind: string): string | undefined {
  const at = KINDS.findIndex((known) => known === kind)
  return at < 0 ? undefined : FEATURES.map(([name, states]) => `${name}: ${STATES[states.charAt(at)] ?? ''}\n`).join('')
}
