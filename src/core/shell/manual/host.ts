import type { Manual } from './entry'

export const ROUTE: Manual = {
  name: 'route',
  summary: 'prints the main routing table in columns, and changes it',
  synopsis: ['[-n] [-e]', 'add|del [-net|-host] TARGET[/LENGTH] [netmask MASK] [gw GATEWAY] [metric N] [reject] [[dev] LINK]'],
  options: [
    { flag: '-e', long: '--extend', meaning: 'prints other columns' },
    { flag: '-n', long: '--numeric', meaning: 'prints addresses, not names' },
    { flag: '-v', long: '--verbose', meaning: 'says no more than without it' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  words: ['add', 'del'].map((word) => ({
    word,
    meaning: word === 'add' ? 'adds a route' : 'takes one away',
    operands: 'prefix' as const,
    words: [
      { word: '-net', value: 'prefix' as const, meaning: 'to a network' },
      { word: '-host', value: 'address' as const, meaning: 'to an address' },
    ],
  })),
  example: 'route',
}

export const IFCONFIG: Manual = {
  name: 'ifconfig',
  summary: 'shows links with their counters, and changes them',
  synopsis: ['[-a] [-s] [LINK]', 'LINK [up|down] [mtu BYTES] [ADDRESS[/LENGTH] [netmask MASK] [broadcast ADDRESS]]'],
  operands: 'link',
  options: [
    { flag: '-a', meaning: 'those that are down too' },
    { flag: '-s', meaning: 'prints one line a link' },
    { flag: '-v', meaning: 'says no more than without it' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  example: 'ifconfig',
}

export const ARP: Manual = {
  name: 'arp',
  summary: 'shows and changes which MAC address a neighbour has',
  synopsis: ['[-n] [-a] [-i LINK] [ADDRESS]', '-s ADDRESS MAC', '-d ADDRESS'],
  operands: 'address',
  options: [
    { flag: '-a', meaning: 'prints in the style of BSD' },
    { flag: '-d', long: '--delete', meaning: 'forgets a neighbour', example: 'arp -d 192.0.2.1' },
    { flag: '-e', meaning: 'prints in the style of Linux, as without it' },
    { flag: '-i', long: '--device', value: 'link', meaning: 'of this link', example: 'eth0' },
    { flag: '-n', long: '--numeric', meaning: 'prints addresses, as always here' },
    { flag: '-s', long: '--set', meaning: 'sets a neighbour for good', example: 'arp -s 192.0.2.1 02:00:00:00:00:01' },
    { flag: '-v', long: '--verbose', meaning: 'counts them' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  example: 'arp',
}

export const ETHTOOL: Manual = {
  name: 'ethtool',
  summary: 'shows what the driver of a link says',
  synopsis: ['LINK', '-k|-i|-S LINK'],
  operands: 'link',
  options: [
    { flag: '-i', long: '--driver', meaning: 'the driver' },
    { flag: '-k', long: '--show-features', meaning: 'the offloads; all that can be are off' },
    { flag: '-S', long: '--statistics', meaning: 'counters of the driver' },
    { flag: '--version', meaning: 'prints the version' },
  ],
  example: 'ethtool eth0',
}

export const HOSTNAME: Manual = {
  name: 'hostname',
  summary: 'prints the name of the node, pod, router or host',
  synopsis: ['[-s] [-f]', '-i', '-I'],
  options: [
    { flag: '-f', long: '--fqdn', meaning: 'the whole name' },
    { flag: '-i', long: '--ip-address', meaning: 'the address that its name has: a pod’s own' },
    { flag: '-I', long: '--all-ip-addresses', meaning: 'its addresses' },
    { flag: '-s', long: '--short', meaning: 'the name up to the first dot' },
  ],
  example: 'hostname',
}

export const NETSTAT: Manual = {
  name: 'netstat',
  summary: 'lists sockets of TCP and UDP, routes or links',
  synopsis: ['[-t] [-u] [-a | -l] [-n] [-p] [-o]', '-r [-n] [-e]', '-i [-a]'],
  options: [
    { flag: '-4', long: '--inet', meaning: 'IPv4, which is all there is' },
    { flag: '-a', long: '--all', meaning: 'servers and connections; with -i: links that are down too' },
    { flag: '-e', long: '--extend', meaning: 'with -r: prints other columns' },
    { flag: '-i', long: '--interfaces', meaning: 'links and their counters, one a line' },
    { flag: '-l', long: '--listening', meaning: 'servers only' },
    { flag: '-n', long: '--numeric', meaning: 'prints ports as numbers' },
    { flag: '-o', long: '--timers', meaning: 'the timer that a connection waits for' },
    { flag: '-p', long: '--programs', meaning: 'the program that has the socket' },
    { flag: '-r', long: '--route', meaning: 'the main routing table' },
    { flag: '-t', long: '--tcp', meaning: 'TCP' },
    { flag: '-u', long: '--udp', meaning: 'UDP' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  notes: ['UNIX sockets are not modelled, so their table is left out.'],
  example: 'netstat -rn',
}

export const LSNS: Manual = {
  name: 'lsns',
  summary: 'lists network namespaces: a node’s own, and one a pod',
  synopsis: ['-t net'],
  options: [
    { flag: '-n', long: '--noheadings', meaning: 'prints no headings' },
    { flag: '-t', long: '--type', value: 'text', meaning: 'of this type: net', example: 'net' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  example: 'lsns -t net',
}

export const SLEEP: Manual = { name: 'sleep', summary: 'lets simulated time pass', synopsis: ['SECONDS'], options: [], operands: 'number', example: 'sleep 0.1' }

export const SYSCTL: Manual = {
  name: 'sysctl',
  summary: 'reads and writes settings of the kernel',
  synopsis: ['[-n] KEY…', '-w KEY=VALUE…', '-a'],
  operands: 'sysctl',
  options: [
    { flag: '-a', long: '--all', meaning: 'prints all of them', example: 'sysctl -a' },
    { flag: '-n', long: '--values', meaning: 'prints values without keys' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
    { flag: '-w', long: '--write', meaning: 'writes KEY=VALUE', example: 'sysctl -w net.ipv4.ip_forward=1' },
  ],
  example: 'sysctl net.ipv4.ip_forward',
}

export const TRUE: Manual = { name: 'true', summary: 'does nothing, and succeeds', synopsis: [''], options: [], example: 'true' }

const PEER_WORDS = [
  { word: 'peer', value: 'text', meaning: 'the peer with this public key' },
  { word: 'remove', meaning: 'takes the peer away' },
  { word: 'endpoint', value: 'text', meaning: 'where to send to it: ADDRESS:PORT' },
  { word: 'allowed-ips', value: 'text', meaning: 'which addresses lie behind it: PREFIX[,PREFIX]…' },
  { word: 'persistent-keepalive', value: 'number', meaning: 'how often to send to it when nothing else is sent; off' },
  { word: 'listen-port', value: 'port', meaning: 'the port of this device' },
  { word: 'fwmark', value: 'number', meaning: 'the mark of its packets; off' },
] as const

const FIELDS = ['public-key', 'private-key', 'listen-port', 'fwmark', 'peers', 'preshared-keys', 'endpoints', 'allowed-ips', 'latest-handshakes', 'transfer', 'persistent-keepalive', 'dump']

export const WG: Manual = {
  name: 'wg',
  summary: 'shows and changes WireGuard devices',
  synopsis: ['[COMMAND [ARGUMENTS]]'],
  options: [{ flag: '-v', long: '--version', meaning: 'prints the version', example: 'wg --version' }],
  words: [
    { word: 'show', meaning: 'shows a device, all, or interfaces', operands: 'link', words: FIELDS.map((word) => ({ word, meaning: 'only this' })) },
    { word: 'showconf', meaning: 'prints the configuration of a device', operands: 'link' },
    { word: 'set', meaning: 'changes a device', operands: 'link', words: PEER_WORDS },
    { word: 'setconf', meaning: 'makes a device what a file says: DEVICE FILE', operands: 'link' },
    { word: 'addconf', meaning: 'adds what a file says', operands: 'link' },
    { word: 'syncconf', meaning: 'as setconf, but peers that stay keep their sessions', operands: 'link' },
    { word: 'pubkey', meaning: 'reads a private key and prints its public one' },
    { word: 'genkey', meaning: 'prints a new private key' },
    { word: 'genpsk', meaning: 'prints a new preshared key' },
    { word: 'version', meaning: 'prints the version' },
  ],
  example: 'wg show',
}
