import { compileFilter } from '../../capture/filter/filter'

/** Wireshark's fields that are a qualifier with a value in tcpdump's filters, and those that are bytes of a header. */
const QUALIFIERS: Readonly<Record<string, string>> = {
  'ip.src': 'src host', 'ip.dst': 'dst host', 'ip.addr': 'host', 'ip.proto': 'ip proto', 'eth.src': 'ether src', 'eth.dst': 'ether dst', 'eth.addr': 'ether host', 'eth.type': 'ether proto',
  'tcp.port': 'tcp port', 'tcp.srcport': 'tcp src port', 'tcp.dstport': 'tcp dst port', 'udp.port': 'udp port', 'udp.srcport': 'udp src port', 'udp.dstport': 'udp dst port',
}
const BYTES: Readonly<Record<string, string>> = { 'ip.ttl': 'ip[8]', 'ip.len': 'ip[2:2]', 'ip.id': 'ip[4:2]', 'icmp.type': 'icmp[0]', 'icmp.code': 'icmp[1]', 'arp.opcode': 'arp[6:2]', 'frame.len': 'len' }
const FIELD = /\b([a-z]+\.[a-z]+)\s*(==|!=|>=|<=|>|<|\beq\b|\bne\b)\s*([\w.:/]+)/g

/** How a display filter of Wireshark's is written for tcpdump; undefined where it is none, or has no such form. */
function fromWireshark(expression: string): string | undefined {
  const written = expression.replace(FIELD, (whole, field: string, sign: string, value: string) => {
    const comparison = sign === 'eq' ? '==' : sign === 'ne' ? '!=' : sign
    const bytes = Object.hasOwn(BYTES, field) ? BYTES[field] : undefined
    if (bytes !== undefined) return `${bytes} ${comparison} ${value}`
    const qualifier = Object.hasOwn(QUALIFIERS, field) ? QUALIFIERS[field] : undefined
    if (qualifier === undefined || !['==', '!='].includes(comparison)) return whole
    return `${comparison === '!=' ? 'not ' : ''}${qualifier} ${value}`
  })
  return written !== expression && compileFilter(written, 'ethernet', 'file').ok ? written : undefined
}

/** What is printed behind the error that tcpdump itself has for it. */
export function wiresharkHint(expression: string): string {
  const written = fromWireshark(expression)
  return written === undefined ? '' : `(That is a filter of Wireshark's. In tcpdump's words: ${written})\n`
}
