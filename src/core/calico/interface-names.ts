import { sha1 } from '@noble/hashes/legacy.js'
import { macFromBytes } from '../wire/mac-address'
import type { Mac } from '../wire/mac-address'
import { utf8Bytes } from './byte-text'

/** Devices that Calico names itself. */
export const IPIP_DEVICE = 'tunl0'
export const VXLAN_DEVICE = 'vxlan.calico'
export const WIREGUARD_DEVICE = 'wireguard.cali'

/** Every host end of a pod's veth has this MAC (cni-plugin/pkg/dataplane/linux/dataplane_linux.go). */
export const HOST_VETH_MAC = 0xeeee_eeee_eeee as Mac

/**
 * The host end of a pod's veth: prefix and the first 11 hex digits of SHA-1(`namespace.pod`), 15 characters with the
 * default prefix (libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go, VethNameForWorkload).
 * `prefixes` is Felix's InterfacePrefix; of a comma list the first counts.
 */
export function hostVethName(namespace: string, pod: string, prefixes = 'cali'): string {
  const prefix = prefixes.split(',')[0] ?? prefixes
  return prefix + hexOf(sha1(utf8Bytes(`${namespace}.${pod}`)), 11)
}

/** A node's VTEP MAC: `0x66` and the first five bytes of SHA-1(node name) (felix/calc/vxlan_resolver.go). */
export function vtepMac(node: string): Mac {
  const hash = sha1(utf8Bytes(node))
  return macFromBytes(Uint8Array.of(0x66, ...hash.subarray(0, 5)), 0)
}

function hexOf(bytes: Uint8Array, digits: number): string {
  let text = ''
  for (let i = 0; text.length < digits; i++) text += (bytes[i] ?? 0).toString(16).padStart(2, '0')
  return text.slice(0, digits)
}
