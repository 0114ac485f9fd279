const METHODS: ReadonlySet<string> = new Set([
  'GET', 'PUT', 'COPY', 'HEAD', 'LOCK', 'MOVE', 'POLL', 'POST', 'BCOPY', 'BMOVE', 'MKCOL', 'TRACE', 'LABEL', 'MERGE', 'DELETE',
  'SEARCH', 'UNLOCK', 'REPORT', 'UPDATE', 'NOTIFY', 'BDELETE', 'CONNECT', 'OPTIONS', 'CHECKIN', 'PROPFIND', 'CHECKOUT',
  'CCM_POST', 'SUBSCRIBE', 'PROPPATCH', 'BPROPFIND', 'BPROPPATCH', 'UNCHECKOUT', 'MKACTIVITY', 'MKWORKSPACE', 'UNSUBSCRIBE',
  'RPC_CONNECT', 'VERSION-CONTROL', 'BASELINE-CONTROL',
])

/** What tcpdump says of HTTP after a segment's length: the first line of a request or response, or with `-v` all lines (print-http.c, txtproto_print). */
export function httpText(data: Uint8Array, verbosity: number): string {
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join('')
  if (!startsMessage(text)) return ': HTTP'
  if (verbosity === 0) return `: HTTP${printedLine(text, 0, ': ').printed}`
  let printed = `: HTTP, length: ${data.length}`
  for (let at = 0; at < text.length; ) {
    const line = printedLine(text, at, '\n\t')
    printed += line.printed
    if (line.next === 0) break
    at = line.next
  }
  return printed
}

/** A method's name comes first, or a three-digit status second; a token ends at white space or with the data. */
function startsMessage(text: string): boolean {
  const [, first = '', rest = ''] = /^([!-~]+)(?=[ \t-\r]|$) *([^]*)$/.exec(text) ?? []
  return METHODS.has(first.toUpperCase()) || (first !== '' && /^\d{3}(?=[ \t-\r]|$)/.test(rest))
}

/** One line of text from `at` on, and where the next begins: 0 where something else than text ends it. */
function printedLine(text: string, at: number, prefix: string): { readonly printed: string; readonly next: number } {
  const [line = ''] = /^[\t -~]*/.exec(text.slice(at)) ?? []
  const end = at + line.length
  if (end === text.length) return { printed: `${prefix}${line} [|http]`, next: 0 }
  const ending = text[end] === '\n' ? 1 : text.startsWith('\r\n', end) ? 2 : 0
  return ending === 0 ? { printed: '', next: 0 } : { printed: `${prefix}${line}`, next: end + ending }
}
