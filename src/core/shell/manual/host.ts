import type { Manual } from './entry'

export const ROUTE: Manual = {
  name: 'route',
  summary: 'prints the main routing table in columns',
  synopsis: ['-n'],
  options: [{ flag: '-n', meaning: 'prints addresses, not names', example: 'route -n' }],
  example: 'route -n',
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
    { word: 'genkey', meaning: 'prints a new private key' },
    { word: 'genpsk', meaning: 'prints a new preshared key' },
    { word: 'version', meaning: 'prints the version' },
  ],
  example: 'wg show',
}
