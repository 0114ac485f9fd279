import { describe, expect, it } from 'vitest'
import { formatRule } from './format-rule'
import { parseRule } from './parse-rule'

/** Words as a shell would split them; comments in double quotes stay together. */
function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}

function normal(text: string): string {
  const parsed = parseRule(words(text))
  if (!parsed.ok) throw new Error(parsed.error)
  return formatRule('C', parsed.value)
}

describe('an iptables rule is printed as iptables-save prints it', () => {
  it.each([
    ['-o tunl0 -m comment --comment "cali:SXWvdsbh4Mw7wOln" -m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL -j MASQUERADE --random-fully', undefined],
    ['-m comment --comment "cali:flqWnvo8yq4ULQLa" -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40all-ipam-pools dst -j MASQUERADE --random-fully', undefined],
    ['-p 4 -j DROP', '-p ipencap -j DROP'],
    ['-j DROP -s 10.1.2.3 ! -i cali+', '-s 10.1.2.3/32 ! -i cali+ -j DROP'],
    ['-p udp --dport 4789 -j NOTRACK', '-p udp -m udp --dport 4789 -j NOTRACK'],
    ['-p udp --dport 4789 -j CT --notrack', '-p udp -m udp --dport 4789 -j CT --notrack'],
    ['-p tcp -m multiport --dports 80,8080:8090 -j REJECT', '-p tcp -m multiport --dports 80,8080:8090 -j REJECT --reject-with icmp-port-unreachable'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', undefined],
    ['-m mark --mark 0x10000/0x10000 -j MARK --set-xmark 0x0/0x1a0000', undefined],
    ['-j MARK --set-mark 0x10/0x30', '-j MARK --set-xmark 0x10/0x30'],
    ['-p icmp --icmp-type echo-request -g other', '-p icmp -m icmp --icmp-type 8 -g other'],
    ['-p tcp -j DNAT --to-destination 10.0.0.1:8080', undefined],
    ['-j SNAT --to-source 10.0.0.1 --random-fully', undefined],
    ['-m rpfilter --validmark --invert -j DROP', undefined],
  ])('%s', (text, expected) => {
    expect(normal(text)).toBe(`-A C ${expected ?? text}`)
    expect(normal(normal(text).slice('-A C '.length))).toBe(`-A C ${expected ?? text}`)
  })
})

describe('what is not understood is named', () => {
  it.each([
    ['-s 999.1.1.1 -j DROP', "host/network `999.1.1.1' not found"],
    ['-p nonsense -j DROP', 'unknown protocol "nonsense" specified'],
    ['-m hashlimit -j DROP', "Couldn't load match `hashlimit':No such file or directory\n"],
    ['--dport 80 -j DROP', 'unknown option "--dport"'],
    ['-p tcp --dport 99999 -j DROP', 'invalid port/service specified'],
    ['-m conntrack --ctstate SOMETIMES -j DROP', 'Bad ctstate "SOMETIMES"'],
    ['--mark 0x1ffffffff -j DROP', 'mark: bad mark value for option "--mark", or out of range'],
    ['-j DNAT --to-destination nowhere', 'DNAT: option "--to-destination" must be specified with one address'],
    ['-j', 'option "-j" requires an argument'],
    ['-m set --match-set pool both -j DROP', 'bad dimension of --match-set: src or dst is modelled'],
  ])('%s: %s', (text, error) => {
    expect(parseRule(words(text))).toEqual({ ok: false, error })
  })
})
