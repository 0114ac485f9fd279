import type { Manual } from './entry'

export const IPTABLES: Manual = {
  name: 'iptables',
  summary: 'lists and changes the rules that packets meet',
  synopsis: ['[-t TABLE] -L|-S [CHAIN] [options]', '[-t TABLE] -A|-D|-I CHAIN RULE', '[-t TABLE] -F|-Z|-X [CHAIN]', '[-t TABLE] -N CHAIN', '[-t TABLE] -P CHAIN ACCEPT|DROP'],
  operands: 'chain',
  options: [
    { flag: '-A', long: '--append', value: 'chain', meaning: 'adds a rule at the end', example: 'iptables -A INPUT -j ACCEPT' },
    { flag: '-D', long: '--delete', value: 'chain', meaning: 'takes a rule away, by its number or its text', example: 'iptables -D INPUT 1' },
    { flag: '-F', long: '--flush', value: 'chain', meaning: 'takes all rules away', example: 'iptables -t mangle -F' },
    { flag: '-I', long: '--insert', value: 'chain', meaning: 'adds a rule at the beginning, or at a place', example: 'iptables -I INPUT -j ACCEPT' },
    { flag: '-L', long: '--list', value: 'chain', meaning: 'lists chains', example: 'iptables -L' },
    { flag: '-N', long: '--new-chain', value: 'chain', meaning: 'makes a chain', example: 'iptables -N mine' },
    { flag: '-P', long: '--policy', value: 'chain', meaning: 'says what becomes of a packet that no rule decides', example: 'iptables -P INPUT ACCEPT' },
    { flag: '-S', long: '--list-rules', value: 'chain', meaning: 'lists chains as commands', example: 'iptables -S' },
    { flag: '-X', long: '--delete-chain', value: 'chain', meaning: 'takes an empty chain away', example: 'iptables -X mine' },
    { flag: '-Z', long: '--zero', value: 'chain', meaning: 'sets counters to zero', example: 'iptables -Z' },
    { flag: '-n', long: '--numeric', meaning: 'prints addresses and ports as numbers' },
    { flag: '-t', long: '--table', value: 'table', meaning: 'filter, nat, mangle or raw', example: 'nat' },
    { flag: '-v', long: '--verbose', meaning: 'prints counters and interfaces' },
    { flag: '-w', long: '--wait', meaning: 'waits for the lock, which nobody holds' },
    { flag: '-x', long: '--exact', meaning: 'prints counters in full' },
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

export const IPSET: Manual = {
  name: 'ipset',
  summary: 'shows and changes the sets of addresses that rules ask',
  synopsis: ['[-exist] COMMAND [SET [MEMBER]]'],
  options: [{ flag: '-exist', long: '-!', meaning: 'says nothing where a member is there already, or not there', example: 'ipset -exist list' }],
  words: [
    { word: 'list', meaning: 'prints one set or all', operands: 'ipset' },
    { word: 'add', meaning: 'adds a member to a set', operands: 'ipset' },
    { word: 'del', meaning: 'takes a member away', operands: 'ipset' },
  ],
  example: 'ipset list',
}

export const CONNTRACK: Manual = {
  name: 'conntrack',
  summary: 'shows the connections that the kernel keeps track of',
  synopsis: ['-L', '-F'],
  options: [
    { flag: '-F', long: '--flush', meaning: 'forgets all of them', example: 'conntrack -F' },
    { flag: '-L', long: '--dump', meaning: 'lists them', example: 'conntrack -L' },
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
