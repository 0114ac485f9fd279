/** Common MTUs: minimum of IPv6, tunnels in tunnels, Azure's fabric, Google's, Ethernet's, and jumbo frames of a VPC. */
export const MTUS_BYTES = [1280, 1400, 1460, 1500, 8896, 8981, 9000, 9001] as const
