import fc from 'fast-check'

/** What a capture holds, for filters that select some of it and not all. */
export interface FilterVocabulary {
  readonly addresses: readonly string[]
  readonly macs: readonly string[]
  readonly ports: readonly number[]
  readonly isEthernet: boolean
}

const DIRECTIONS = ['', 'src ', 'dst ', 'src or dst ', 'src and dst ', 'dst or src ']
const PROTOCOLS = ['ip', 'arp', 'icmp', 'tcp', 'udp', 'igmp', 'ip6', 'icmp6', 'rarp', 'sctp', 'esp', 'pim', 'vrrp']
const IP_PROTOCOLS = ['1', '4', '6', '17', '47', '\\icmp', '\\tcp', '\\udp', 'ipencap', 'ospf']
const RELATIONS = ['=', '==', '!=', '<', '<=', '>', '>=']
const OPERATORS = ['+', '-', '*', '&', '|', '^', '<<', '>>']
const NUMBERS = ['0', '1', '2', '3', '4', '6', '8', '13', '17', '31', '64', '0x45', '0x0f', '0800', '010', '1500', '0xffff', '4789', 'icmp-echo', 'icmp-echoreply', 'icmp-unreach', 'tcp-syn', 'tcp-ack']
/** Of what is masked away whole, or divided by one, libpcap's optimizer does not ask whether it is there. */
const MASKS = NUMBERS.filter((text) => text !== '0' && text !== 'icmp-echoreply')
const LOADS = ['ip[8]', 'ip[9]', 'ip[2:2]', 'ip[12:4]', 'ip[6:2]', 'ip[0]', 'icmp[icmptype]', 'icmp[icmpcode]', 'icmp[4:2]', 'tcp[tcpflags]', 'tcp[0:2]', 'tcp[12]', 'udp[4:2]', 'udp[2:2]', 'arp[6:2]', 'arp[14:4]', 'ether[12:2]', 'ether[0]', 'link[0:4]', 'ip6[6]', 'len', 'tcp[100]', 'udp[8:4]', 'ip[28:4]', 'ip[(ip[0] & 0xf) << 2]', 'tcp[(tcp[12] >> 4) * 4]', 'ip[ip[9]]']

/** Random expressions of the grammar of pcap-filter(7); what is nonsense in one, tcpdump and Hopscope are to refuse alike. */
export function filterExpressions({ addresses, macs, ports, isEthernet }: FilterVocabulary): fc.Arbitrary<string> {
  const address = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...addresses) }, { weight: 1, arbitrary: fc.constantFrom('10.1.2.3', '172.16', '192.168.10', '10') })
  const port = fc.oneof(fc.constantFrom(...ports.map(String)), fc.constantFrom('80', 'http', 'domain', 'https'))
  const range = fc.tuple(fc.constantFrom(...ports), fc.nat(2000)).map(([first, more]) => `${first}-${Math.min(65535, first + more)}`)
  const prefix = fc.tuple(fc.constantFrom(...addresses), fc.constantFrom(8, 16, 24, 28, 32, 0)).map(([text, bits]) => `${maskedText(text, bits)}/${bits}`)
  const masked = fc.constantFrom(...addresses).map((text) => `${maskedText(text, 24)} mask 255.255.255.0`)
  const direction = fc.constantFrom(...DIRECTIONS)
  const ipLike = fc.constantFrom('', '', '', 'ip ', 'arp ')
  const transport = fc.constantFrom('', '', 'tcp ', 'udp ')
  const words = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((texts) => texts.join(''))
  const numbers = fc.letrec<{ sum: string }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(...LOADS),
      fc.constantFrom(...NUMBERS.filter((text) => text !== '0800')),
      fc.tuple(tie('sum'), fc.constantFrom(...OPERATORS), tie('sum')).map(([a, operator, b]) => `${a} ${operator} ${b}`),
      // by a number alone: of others libpcap's optimizer sometimes believes that they are zero
      fc.tuple(tie('sum'), fc.constantFrom('/', '%'), fc.constantFrom('0', '3', '16')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie('sum').map((a) => `(${a})`),
      tie('sum').map((a) => `- ${a}`),
    ),
  })).sum
  const host = words(ipLike, direction, fc.constantFrom('host ', ''), address).filter((text) => /host|src|dst/.test(text))
  const primitives = [
    host,
    words(ipLike, direction, fc.constant('net '), fc.oneof(prefix, masked, address)),
    words(transport, direction, fc.constant('port '), port),
    words(transport, direction, fc.constant('portrange '), range),
    words(fc.constant('host '), address, fc.constantFrom(' or ', ' and '), address),
    words(fc.constant('port ('), port, fc.constant(' or '), port, fc.constant(')')),
    words(fc.constant('host '), address, fc.constant(' or not '), address),
    fc.constantFrom(...PROTOCOLS),
    words(fc.constantFrom('ip proto ', 'proto '), fc.constantFrom(...IP_PROTOCOLS)),
    words(fc.constant('ether proto '), fc.constantFrom('0x800', '0x806', '\\ip', '\\arp', '6', '0x86dd')),
    words(fc.constantFrom('less ', 'greater '), fc.constantFrom('60', '84', '98', '134', '1000')),
    words(numbers, fc.constantFrom(' '), fc.constantFrom(...RELATIONS), fc.constantFrom(' '), numbers),
    words(fc.constantFrom(...LOADS), fc.constantFrom(' & ', ' '), fc.constantFrom(...MASKS), fc.constantFrom(' != ', ' = '), fc.constantFrom(...NUMBERS)),
    fc.constantFrom('ip broadcast', 'ip multicast', 'ip6 multicast', 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', 'udp port 4789', 'icmp[icmptype] = icmp-echo', 'ip[8] < 10'),
    ...(isEthernet ? [words(fc.constant('ether '), fc.constantFrom('host ', 'src ', 'dst '), fc.constantFrom(...macs)), fc.constantFrom('broadcast', 'multicast', 'ether broadcast')] : []),
  ]
  return fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3 },
      { weight: 4, arbitrary: fc.oneof(...primitives) },
      { weight: 2, arbitrary: fc.tuple(tie('expression'), fc.constantFrom(' and ', ' or ', ' && ', ' || '), tie('expression')).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('not ', '! '), tie('expression')).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: tie('expression').map((inner) => `(${inner})`) },
    ),
  })).expression
}

function maskedText(address: string, bits: number): string {
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const kept = bits === 0 ? 0 : Math.floor(value / 2 ** (32 - bits)) * 2 ** (32 - bits)
  return [24, 16, 8, 0].map((shift) => Math.floor(kept / 2 ** shift) % 256).join('.')
}
