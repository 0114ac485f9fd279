import type { Manual } from './entry'

export const IPTABLES: Manual = {
  name: 'iptables',
  summary: 'lists and changes the rules that packets meet',
  synopsis: [
    '[-t TABLE] -L|-S [CHAIN [NUMBER]] [options]',
    '[-t TABLE] -A|-C|-D CHAIN RULE',
    '[-t TABLE] -I CHAIN [NUMBER] RULE',
    '[-t TABLE] -R CHAIN NUMBER RULE',
    '[-t TABLE] -D CHAIN NUMBER',
    '[-t TABLE] -F|-X [CHAIN]',
    '[-t TABLE] -Z [CHAIN [NUMBER]]',
    '[-t TABLE] -N CHAIN',
    '[-t TABLE] -E CHAIN NAME',
    '[-t TABLE] -P CHAIN ACCEPT|DROP',
  ],
  operands: 'chain',
  options: [
    { flag: '-A', long: '--append', value: 'chain', meaning: 'adds a rule at the end', example: 'iptables -A INPUT -j ACCEPT' },
    { flag: '-C', long: '--check', value: 'chain', meaning: 'says by its exit status whether there is such a rule', example: 'iptables -C INPUT -j ACCEPT' },
    { flag: '-D', long: '--delete', value: 'chain', meaning: 'takes a rule away, by its number or its text', example: 'iptables -D INPUT 1' },
    { flag: '-E', long: '--rename-chain', value: 'chain', meaning: 'gives an unused chain another name', example: 'iptables -E mine yours' },
    { flag: '-F', long: '--flush', value: 'chain', meaning: 'takes all rules away', example: 'iptables -t mangle -F' },
    { flag: '-I', long: '--insert', value: 'chain', meaning: 'adds a rule at the beginning, or at a place', example: 'iptables -I INPUT 1 -j ACCEPT' },
    { flag: '-L', long: '--list', value: 'chain', meaning: 'lists chains', example: 'iptables -L' },
    { flag: '-N', long: '--new-chain', value: 'chain', meaning: 'makes a chain', example: 'iptables -N mine' },
    { flag: '-P', long: '--policy', value: 'chain', meaning: 'says what becomes of a packet that no rule decides', example: 'iptables -P INPUT ACCEPT' },
    { flag: '-R', long: '--replace', value: 'chain', meaning: 'puts a rule in the place of another', example: 'iptables -R INPUT 1 -j ACCEPT' },
    { flag: '-S', long: '--list-rules', value: 'chain', meaning: 'lists chains as commands', example: 'iptables -S' },
    { flag: '-V', long: '--version', meaning: 'prints the version', example: 'iptables -V' },
    { flag: '-X', long: '--delete-chain', value: 'chain', meaning: 'takes an empty chain away, or all of them', example: 'iptables -X' },
    { flag: '-Z', long: '--zero', value: 'chain', meaning: 'sets counters to zero', example: 'iptables -Z' },
    { flag: '-n', long: '--numeric', meaning: 'prints addresses and ports as numbers' },
    { flag: '-t', long: '--table', value: 'table', meaning: 'filter, nat, mangle or raw', example: 'nat' },
    { flag: '-v', long: '--verbose', meaning: 'prints counters and interfaces' },
    { flag: '-w', long: '--wait', meaning: 'waits for the lock, which nobody holds' },
    { flag: '-x', long: '--exact', meaning: 'prints counters in full' },
    { flag: '-4', long: '--ipv4', meaning: 'IPv4, which is all there is' },
    { flag: '--line-numbers', meaning: 'numbers the rules' },
    { flag: '-s', long: '--source', value: 'prefix', meaning: 'RULE: packets from there; ! before it turns this and the next ones round', example: 'iptables -A INPUT -s 192.0.2.0/24 -j DROP' },
    { flag: '-d', long: '--destination', value: 'prefix', meaning: 'RULE: packets to there', example: 'iptables -A INPUT -d 192.0.2.0/24 -j DROP' },
    { flag: '-i', long: '--in-interface', value: 'link', meaning: 'RULE: packets that came in there', example: 'iptables -A INPUT -i eth0 -j ACCEPT' },
    { flag: '-o', long: '--out-interface', value: 'link', meaning: 'RULE: packets that leave there', example: 'iptables -A OUTPUT -o eth0 -j ACCEPT' },
    { flag: '-p', long: '--protocol', value: 'text', meaning: 'RULE: tcp, udp, icmp or a number; then --sport, --dport, --icmp-type', example: 'iptables -A INPUT -p tcp --dport 9 -j ACCEPT' },
    { flag: '-m', long: '--match', value: 'text', meaning: 'RULE: comment, set, addrtype, mark, conntrack, state, multiport or rpfilter, with its options', example: 'iptables -A INPUT -m comment --comment x' },
    { flag: '-j', long: '--jump', value: 'text', meaning: 'RULE: ACCEPT, DROP, REJECT, RETURN, MARK, MASQUERADE, SNAT, DNAT, NOTRACK or a chain', example: 'iptables -A INPUT -j RETURN' },
    { flag: '-g', long: '--goto', value: 'chain', meaning: 'RULE: goes on in a chain and does not come back', example: 'iptables -t nat -A POSTROUTING -g cali-POSTROUTING' },
  ],
  example: 'iptables -L',
}

export const IPTABLES_SAVE: Manual = {
  name: 'iptables-save',
  summary: 'prints all rules as iptables-restore reads them',
  synopsis: ['[-c] [-t TABLE]'],
  options: [
    { flag: '-c', long: '--counters', meaning: 'with counters' },
    { flag: '-t', long: '--table', value: 'table', meaning: 'one table only', example: 'nat' },
  ],
  example: 'iptables-save',
}

export const IPTABLES_RESTORE: Manual = {
  name: 'iptables-restore',
  summary: 'reads rules as iptables-save prints them, from its input or a file',
  synopsis: ['[-n] [-t] [FILE]'],
  operands: 'file',
  options: [
    { flag: '-n', long: '--noflush', meaning: 'keeps the rules that are there' },
    { flag: '-t', long: '--test', meaning: 'reads, and changes nothing' },
    { flag: '-w', long: '--wait', meaning: 'waits for the lock, which nobody holds' },
  ],
  notes: ['Counters of the document are passed over.'],
  example: 'iptables-restore',
}

export const NFT: Manual = {
  name: 'nft',
  summary: 'is not modelled: the rules of a lab are those of iptables',
  synopsis: ['…'],
  options: [],
  example: 'nft list ruleset',
}

export const IPSET: Manual = {
  name: 'ipset',
  summary: 'shows and changes the sets of addresses that rules ask',
  synopsis: ['[options] COMMAND [SET [MEMBER]]'],
  options: [
    { flag: '-exist', long: '-!', meaning: 'says nothing where a member is there already, or not there' },
    { flag: '-name', long: '-n', meaning: 'list prints names only' },
    { flag: '-output', long: '-o', value: 'text', placeholder: 'plain|save', meaning: 'how list prints', example: 'save' },
    { flag: '-quiet', long: '-q', meaning: 'prints no errors' },
    { flag: '-terse', long: '-t', meaning: 'list prints no members' },
  ],
  words: [
    { word: 'list', meaning: 'prints one set or all', operands: 'ipset' },
    { word: 'save', meaning: 'prints them as commands', operands: 'ipset' },
    { word: 'add', meaning: 'adds a member to a set', operands: 'ipset' },
    { word: 'del', meaning: 'takes a member away', operands: 'ipset' },
    { word: 'test', meaning: 'says whether an address is in a set', operands: 'ipset' },
    { word: 'create', meaning: 'makes a set: NAME hash:net or hash:ip [maxelem N]', operands: 'text' },
    { word: 'rename', meaning: 'gives a set that no rule asks another name', operands: 'ipset' },
    { word: 'flush', meaning: 'empties one set or all', operands: 'ipset' },
    { word: 'destroy', meaning: 'takes a set away that no rule asks', operands: 'ipset' },
    { word: 'version', meaning: 'prints the version' },
    { word: 'help', meaning: 'prints this' },
  ],
  example: 'ipset list',
}

export const CONNTRACK: Manual = {
  name: 'conntrack',
  summary: 'shows the connections that the kernel keeps track of',
  synopsis: ['-L|-D|-E [filter]', '-F', '-C', '-S'],
  options: [
    { flag: '-C', long: '--count', meaning: 'counts them', example: 'conntrack -C' },
    { flag: '-D', long: '--delete', meaning: 'forgets those that fit', example: 'conntrack -D -s 192.0.2.1' },
    { flag: '-E', long: '--event', meaning: 'prints changes as they come, until it is interrupted', example: 'conntrack -E -s none' },
    { flag: '-F', long: '--flush', meaning: 'forgets all of them', example: 'conntrack -F' },
    { flag: '-L', long: '--dump', meaning: 'lists them', example: 'conntrack -L' },
    { flag: '-S', long: '--stats', meaning: 'prints what was counted: drop, early_drop and so on', example: 'conntrack -S' },
    { flag: '-V', long: '--version', meaning: 'prints the version', example: 'conntrack -V' },
    { flag: '-s', long: '--src', value: 'address', meaning: 'filter: begun by this address', example: '192.0.2.1' },
    { flag: '-d', long: '--dst', value: 'address', meaning: 'filter: begun towards this address', example: '192.0.2.1' },
    { flag: '-r', long: '--reply-src', value: 'address', meaning: 'filter: answered by this address', example: '192.0.2.1' },
    { flag: '-q', long: '--reply-dst', value: 'address', meaning: 'filter: answered to this address', example: '192.0.2.1' },
    { flag: '-p', long: '--proto', value: 'text', meaning: 'filter: tcp, udp or icmp', example: 'tcp' },
    { flag: '--sport', value: 'port', meaning: 'filter: from this port', example: '80' },
    { flag: '--dport', value: 'port', meaning: 'filter: to this port', example: '80' },
    { flag: '--state', value: 'text', meaning: 'filter: in this state of TCP', example: 'ESTABLISHED' },
    { flag: '-m', long: '--mark', value: 'number', meaning: 'filter: with this mark', example: '0' },
    { flag: '-n', long: '--src-nat', meaning: 'filter: with another source for the answers' },
    { flag: '-g', long: '--dst-nat', meaning: 'filter: with another destination' },
    { flag: '-j', long: '--any-nat', meaning: 'filter: with either' },
    { flag: '-e', long: '--event-mask', value: 'text', meaning: 'with -E: NEW, UPDATES, DESTROY', example: 'NEW' },
    { flag: '-o', long: '--output', value: 'text', meaning: 'extended: with the network layer', example: 'extended' },
  ],
  example: 'conntrack -L',
}

export const EBTABLES: Manual = {
  name: 'ebtables',
  summary: 'filters what passes a segment; it runs in a segment, or in fabric for all of them',
  synopsis: ['-A|-D FORWARD RULE', '-F', '-L'],
  options: [
    { flag: '-A', long: '--append', value: 'chain', meaning: 'adds a rule: -p IPv4 --ip-proto N --ip-src A --ip-dst A --ip-sport P --ip-dport P -j DROP', example: 'ebtables -A FORWARD -p ARP -j DROP' },
    { flag: '-D', long: '--delete', value: 'chain', meaning: 'takes a rule away', example: 'ebtables -D FORWARD -p ARP -j DROP' },
    { flag: '-F', long: '--flush', meaning: 'takes all rules away', example: 'ebtables -F' },
    { flag: '-L', long: '--list', meaning: 'lists them', example: 'ebtables -L' },
  ],
  example: 'ebtables -L',
}
