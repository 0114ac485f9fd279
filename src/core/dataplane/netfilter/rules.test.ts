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
    ['-m rpfilter --loose -j ACCEPT', undefined],
    ['-m rpfilter -j ACCEPT', undefined],
    ['--source 10.1.2.3/8 --destination 10.2.0.0/16 --in-interface a --out-interface b --protocol tcp --jump RETURN', '-s 10.0.0.0/8 -d 10.2.0.0/16 -i a -o b -p tcp -j RETURN'],
    ['--src 10.1.2.3 --dst 0.0.0.0/0 --match comment --comment plain --goto other', '-s 10.1.2.3/32 -d 0.0.0.0/0 -m comment --comment plain -g other'],
    ['! -s 10.1.2.3 ! -d 10.1.2.4 ! -o b ! -p udp', '! -s 10.1.2.3/32 ! -d 10.1.2.4/32 ! -o b ! -p udp'],
    ['-p all -j cali-FORWARD', '-j cali-FORWARD'],
    ['-p 0 -j ACCEPT', '-j ACCEPT'],
    ['-p 255 -p IPIP -j ACCEPT', '-p 255 -p ipencap -j ACCEPT'],
    ['-p 132 -j ACCEPT', '-p sctp -j ACCEPT'],
    ['-p tcp --source-port 1000:2000 ! --destination-port 80', '-p tcp -m tcp --sport 1000:2000 -m tcp ! --dport 80'],
    ['-p udp -m multiport --sports 1,2 -m multiport ! --ports 3:4', undefined],
    ['-p icmp --icmp-type echo-reply', '-p icmp -m icmp --icmp-type 0'],
    ['-p icmp --icmp-type destination-unreachable', '-p icmp -m icmp --icmp-type 3'],
    ['-p icmp --icmp-type fragmentation-needed', '-p icmp -m icmp --icmp-type 3/4'],
    ['-p icmp --icmp-type time-exceeded', '-p icmp -m icmp --icmp-type 11'],
    ['-p icmp ! --icmp-type redirect', '-p icmp -m icmp ! --icmp-type 5'],
    ['-m icmp --icmp-type 13/14', undefined],
    ['-m addrtype --src-type LOCAL ! --dst-type BROADCAST --limit-iface-in -j ACCEPT', undefined],
    ['-m addrtype --dst-type UNICAST -m addrtype --dst-type BLACKHOLE -j DROP', undefined],
    ['-m comment --comment "two words" -m comment --comment it\'s', '-m comment --comment "two words" -m comment --comment "it\'s"'],
    ['-m comment --comment cali:x', '-m comment --comment "cali:x"'],
    ['-m mark ! --mark 16', '-m mark ! --mark 0x10'],
    ['-m mark --mark 0xffffffff/0x0', undefined],
    ['-m state ! --state NEW,INVALID -j ACCEPT', undefined],
    ['-m conntrack ! --ctstate UNTRACKED,SNAT,DNAT -j ACCEPT', undefined],
    ['-j REJECT --reject-with icmp-host-unreachable', undefined],
    ['-j MASQUERADE', undefined],
    ['-p tcp -j MASQUERADE --to-ports 1024-2048 --random-fully', undefined],
    ['-p tcp -j MASQUERADE --to-ports 1024', undefined],
    ['-p tcp -j SNAT --to-source 10.0.0.1:1024-2048', undefined],
    ['-j DNAT --to-destination 10.0.0.1 --random-fully', undefined],
    ['-j MARK --set-mark 0x10', '-j MARK --set-xmark 0x10/0xffffffff'],
    ['-j MARK --set-mark 0x40/0x30', '-j MARK --set-xmark 0x40/0x70'],
    ['-j MARK --set-xmark 0x40/0x30', undefined],
    ['-j MARK --or-mark 0x80000000', '-j MARK --set-xmark 0x80000000/0x80000000'],
    ['-j MARK --and-mark 0x7fffffff', '-j MARK --set-xmark 0x0/0x80000000'],
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
    ['! -p all', 'rule would never match protocol'],
    ['-p 256', 'unknown protocol "256" specified'],
    ['-p 1x', 'unknown protocol "1x" specified'],
    ['-p x1', 'unknown protocol "x1" specified'],
    ['-s 10.0.0.0/33', "host/network `10.0.0.0/33' not found"],
    ['-d 10.0.0.0/x', "host/network `10.0.0.0/x' not found"],
    ['-d 10.0.0.0/008', "host/network `10.0.0.0/008' not found"],
    ['--sport 80', 'unknown option "--sport"'],
    ['-p icmp --dport 80', 'unknown option "--dport"'],
    ['-p udp --dport 2:1', 'invalid port/service specified'],
    ['-p udp --dport 1:65536', 'invalid port/service specified'],
    ['-p udp --dport x1', 'invalid port/service specified'],
    ['-p udp --dport 1x', 'invalid port/service specified'],
    ['-m multiport --dports 1,x', 'invalid port/service specified'],
    ['-p icmp --icmp-type nonsense', "Invalid ICMP type `nonsense'"],
    ['-p icmp --icmp-type 8/', "Invalid ICMP type `8/'"],
    ['-p icmp --icmp-type x8', "Invalid ICMP type `x8'"],
    ['-m addrtype --src-type NOWHERE', "addrtype: bad type `NOWHERE'"],
    ['-m addrtype --dst-type nowhere', "addrtype: bad type `nowhere'"],
    ['--src-type LOCAL', 'unknown option "--src-type"'],
    ['-m mark --dst-type LOCAL', 'unknown option "--dst-type"'],
    ['-m comment --comment c --dst-type LOCAL', 'unknown option "--dst-type"'],
    ['--limit-iface-in', 'addrtype: --limit-iface without an address type'],
    ['-m comment --comment c --limit-iface-out', 'addrtype: --limit-iface without an address type'],
    ['--loose', 'unknown option "--loose"'],
    ['-m comment --comment c --invert', 'unknown option "--invert"'],
    ['--nonsense', 'unknown option "--nonsense"'],
    ['-m mark --mark', 'mark: bad mark value for option "--mark", or out of range'],
    ['-m mark --mark 1.5', 'mark: bad mark value for option "--mark", or out of range'],
    ['-m mark --mark -1', 'mark: bad mark value for option "--mark", or out of range'],
    ['-m mark --mark 1/0x100000000', 'mark: bad mark value for option "--mark", or out of range'],
    ['-m state --state NEW,', 'Bad ctstate "NEW,"'],
    ['-j CT --zone 1', 'CT: only --notrack is modelled'],
    ['-j MASQUERADE --to-ports x', 'MASQUERADE: Port or range invalid'],
    ['-j SNAT', 'SNAT: option "--to-source" must be specified with one address'],
    ['-j SNAT --to-destination 10.0.0.1', 'SNAT: option "--to-source" must be specified with one address'],
    ['-j DNAT --to-source 10.0.0.1', 'DNAT: option "--to-destination" must be specified with one address'],
    ['-j MARK --set-mark x', 'MARK: bad mark value'],
    ['-j MARK --frob-mark 1', 'unknown option "--frob-mark"'],
    ['-p tcp ! -j', 'option "-j" requires an argument'],
  ])('%s: %s', (text, error) => {
    expect(parseRule(words(text))).toEqual({ ok: false, error })
  })
})
