import type { System } from '../engine/kernel-api'

/** The releases of the network tools that a distribution has, and what they print otherwise than those of Debian 12. */
export interface ToolRelease {
  readonly iproute2: string
  readonly iptables: string
  readonly ipset: string
  readonly conntrack: string
  readonly ethtool: string
  readonly iputils: string
  readonly netTools: string
  readonly procps: string
  readonly traceroute: string
  readonly utilLinux: string
  readonly wireguard: string
  /** `ip -d link` tells allmulti and what a device may segment (iproute2 6.1). */
  readonly linkHasAllmulti: boolean
  /** `iptables -n` prints protocols as numbers, all of them as 0 (iptables 1.8.9). */
  readonly protocolsAreNumbers: boolean
  /** Revision of hash:net, and whether the header tells bucket size and start value (Linux 5.11). */
  readonly hashNet: { readonly revision: number; readonly hasBuckets: boolean }
}

const DEBIAN_12: ToolRelease = {
  iproute2: 'iproute2-6.1.0, libbpf 1.1.2',
  iptables: 'v1.8.9 (nf_tables)',
  ipset: 'v7.17',
  conntrack: 'v1.4.7',
  ethtool: '6.1',
  iputils: '20221126',
  netTools: '2.10',
  procps: 'procps-ng 4.0.2',
  traceroute: '2.1.2',
  utilLinux: 'util-linux 2.38.1',
  wireguard: 'v1.0.20210914',
  linkHasAllmulti: true,
  protocolsAreNumbers: true,
  hashNet: { revision: 7, hasBuckets: true },
}

const UBUNTU_22_04: ToolRelease = {
  ...DEBIAN_12,
  iproute2: 'iproute2-5.15.0, libbpf 0.5.0',
  iptables: 'v1.8.7 (nf_tables)',
  ipset: 'v7.15',
  conntrack: 'v1.4.6',
  ethtool: '5.16',
  iputils: '20211215',
  procps: 'procps-ng 3.3.17',
  traceroute: '2.1.0',
  utilLinux: 'util-linux 2.37.2',
  linkHasAllmulti: false,
  protocolsAreNumbers: false,
}

const UBUNTU_20_04: ToolRelease = {
  ...UBUNTU_22_04,
  iproute2: 'iproute2-ss200127',
  iptables: 'v1.8.4 (legacy)',
  ipset: 'v7.5',
  conntrack: 'v1.4.5',
  ethtool: '5.4',
  iputils: 's20190709',
  procps: 'procps-ng 3.3.16',
  utilLinux: 'util-linux 2.34',
  wireguard: 'v1.0.20200513',
  hashNet: { revision: 6, hasBuckets: false },
}

/** The tools of the namespace: those of the node's distribution where they are known, otherwise Debian 12's. */
export function toolRelease({ osImage = '' }: System): ToolRelease {
  if (osImage.startsWith('Ubuntu 22.04')) return UBUNTU_22_04
  return osImage.startsWith('Ubuntu 20.04') ? UBUNTU_20_04 : DEBIAN_12
}

/** `ping -V`, `arping -V`: with what was built into the ones that Debian and Ubuntu have. */
export function iputilsVersion(program: string, system: System): string {
  return `${program} from iputils ${toolRelease(system).iputils}\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n`
}
