/** What `-w` can tell of a transfer; times in nanoseconds since it began. */
export interface TransferFacts {
  /** 0: nobody answered. */
  readonly status: number
  readonly version: string
  readonly bodyBytes: number
  readonly headerBytes: number
  readonly connectedNs: number
  readonly firstByteNs: number
  readonly totalNs: number
  readonly remoteIp: string
  readonly remotePort: number
  readonly localIp: string
  readonly localPort: number
  readonly url: string
  readonly method: string
  readonly exitStatus: number
  readonly error: string
}

const seconds = (ns: number): string => (ns / 1e9).toFixed(6)

const VARIABLES: Readonly<Record<string, (facts: TransferFacts) => string>> = {
  errormsg: ({ error }) => error,
  exitcode: ({ exitStatus }) => String(exitStatus),
  http_code: ({ status }) => String(status).padStart(3, '0'),
  http_version: ({ version }) => version,
  local_ip: ({ localIp }) => localIp,
  local_port: ({ localPort }) => String(localPort),
  method: ({ method }) => method,
  num_connects: ({ connectedNs }) => (connectedNs > 0 ? '1' : '0'),
  remote_ip: ({ remoteIp }) => remoteIp,
  remote_port: ({ remotePort }) => String(remotePort),
  response_code: ({ status }) => String(status).padStart(3, '0'),
  scheme: ({ status }) => (status === 0 ? '' : 'HTTP'),
  size_download: ({ bodyBytes }) => String(bodyBytes),
  size_header: ({ headerBytes }) => String(headerBytes),
  time_connect: ({ connectedNs }) => seconds(connectedNs),
  time_namelookup: () => seconds(0),
  time_pretransfer: ({ connectedNs }) => seconds(connectedNs),
  time_starttransfer: ({ firstByteNs }) => seconds(firstByteNs),
  time_total: ({ totalNs }) => seconds(totalNs),
  url: ({ url }) => url,
  url_effective: ({ url }) => url,
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** The text of `-w`: its variables, and `\n \r \t` (tool_writeout.c, ourWriteOut). `unknown` hears of a variable that is none. */
export function writeOutText(format: string, facts: TransferFacts, unknown: (name: string) => void): string {
  return format.replaceAll(/%%|%\{([^}]*)\}|\\(.)/g, (whole, name: string | undefined, escaped: string | undefined) => {
    if (whole === '%%') return '%'
    if (escaped !== undefined) return ESCAPED.get(escaped) ?? whole
    const value = name !== undefined && Object.hasOwn(VARIABLES, name) ? VARIABLES[name]?.(facts) : undefined
    if (value === undefined) unknown(name ?? '')
    return value ?? ''
  })
}
