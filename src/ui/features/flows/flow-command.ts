/** What a flow can be, beside a click's plain ping. */
export const FLOW_KINDS = ['ping', 'udp', 'tcp', 'traceroute', 'traceroute-icmp'] as const
export type FlowKind = (typeof FLOW_KINDS)[number]

/** Whether a packet may be cut: `do` sets DF, `dont` never does, `want` follows what the path is known to carry. */
export const DF_CHOICES = ['want', 'do', 'dont'] as const
export type DfChoice = (typeof DF_CHOICES)[number]

export interface FlowOptions {
  readonly kind: FlowKind
  readonly count: number
  /** Payload of a ping, without its ICMP header. */
  readonly dataBytes: number
  readonly df: DfChoice
  readonly ttl: number
  readonly port: number
  /** Something listens at the other end. */
  readonly served: boolean
}

/** What the commands do when nothing is said; these words are left out of the line. */
export const DEFAULT_OPTIONS: FlowOptions = { kind: 'ping', count: 1, dataBytes: 56, df: 'want', ttl: 64, port: 8080, served: true }

/** Bounds that the commands themselves have. */
export const OPTION_LIMITS = { count: [1, 100], dataBytes: [0, 65_507], ttl: [1, 255], port: [1, 65_535] } as const

/** The line as a person would type it in the first namespace, and what runs in the second meanwhile. */
export function flowCommand(options: FlowOptions, address: string): { readonly command: string; readonly server?: string } {
  const { kind, port, served } = options
  switch (kind) {
    case 'ping':
      return { command: ['ping', '-c', String(options.count), ...pingWords(options), address].join(' ') }
    case 'udp':
      return { command: `nc -u -vz ${address} ${port}`, ...(served ? { server: `nc -u -lk ${port}` } : {}) }
    case 'tcp':
      return { command: `nc -vz -w 5 ${address} ${port}`, ...(served ? { server: `nc -lk ${port}` } : {}) }
    case 'traceroute':
      return { command: `traceroute -n ${address}` }
    case 'traceroute-icmp':
      return { command: `traceroute -n -I ${address}` }
  }
}

function pingWords({ dataBytes, df, ttl }: FlowOptions): readonly string[] {
  return [
    ...(dataBytes === DEFAULT_OPTIONS.dataBytes ? [] : ['-s', String(dataBytes)]),
    ...(df === DEFAULT_OPTIONS.df ? [] : ['-M', df]),
    ...(ttl === DEFAULT_OPTIONS.ttl ? [] : ['-t', String(ttl)]),
  ]
}
