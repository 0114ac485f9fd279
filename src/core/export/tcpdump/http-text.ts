const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'COPY', 'HEAD', 'LOCK', 'MOVE', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'CONNECT'])

/** What tcpdump says of HTTP after a segment's length: the first line, or with `-v` all lines (print-http.c, txtproto_print). */
export function httpText(data: Uint8Array, dataBytes: number, verbosity: number): string {
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join('')
  const [first = '', ...rest] = text.split(/\r?\n/)
  const [word = ''] = first.split(' ')
  const isMessage = METHODS.has(word) || word.startsWith('HTTP/')
  if (verbosity === 0) return isMessage ? `: HTTP: ${first}` : ': HTTP'
  if (!isMessage) return `: HTTP, length: ${dataBytes}`
  const lines = [first, ...rest]
  if (lines.at(-1) === '') lines.pop()
  return `: HTTP, length: ${dataBytes}${lines.map((line) => `\n\t${line}`).join('')}`
}
