import type { PacketProtocol } from '../../core/scene/steps'

/** The protocol's shape around a centre, so that colour is never alone: square, circle, pentagon, triangle; an octagon for what reports or breaks. */
export function ProtocolShape(props: { readonly protocol: PacketProtocol; readonly center: number; readonly radius: number; readonly fill: string; readonly stroke: string }) {
  const { protocol, center: c, radius: r, fill, stroke } = props
  const paint = { fill, stroke, strokeWidth: 1.5, strokeLinejoin: 'round' } as const
  switch (protocol) {
    case 'udp':
      return <circle cx={c} cy={c} r={r} {...paint} />
    case 'tcp':
    case 'tcp-control':
      return <path d={polygon(5, c, r * 1.12)} {...paint} />
    case 'icmp-error':
    case 'tcp-reset':
      return <path d={polygon(8, c, r * 1.1)} {...paint} />
    case 'arp':
      return <path d={polygon(3, c, r * 1.2)} {...paint} />
    case 'icmp':
    case 'ethernet':
      return <rect x={c - r} y={c - r} width={2 * r} height={2 * r} rx={1.5} {...paint} />
  }
}

function polygon(corners: number, center: number, radius: number): string {
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners - Math.PI / 2
    return `${(center + radius * Math.cos(angle)).toFixed(2)} ${(center + radius * Math.sin(angle)).toFixed(2)}`
  })
  return `M${points.join('L')}Z`
}
