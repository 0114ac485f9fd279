import type { Manual, ManualWord } from './entry'

const DEV: ManualWord = { word: 'dev', value: 'link', meaning: 'of this link' }
const TABLE: ManualWord = { word: 'table', value: 'text', meaning: 'a table by name or number, all, or cache' }
const VIA: ManualWord = { word: 'via', value: 'address', meaning: 'the gateway' }
const SRC: ManualWord = { word: 'src', value: 'address', meaning: 'the source address to prefer' }
const PROTO: ManualWord = { word: 'proto', value: 'text', meaning: 'who made it: kernel, boot, static, bird, dhcp or a number' }
const SCOPE: ManualWord = { word: 'scope', value: 'text', meaning: 'global, link or host' }

const ROUTE_SELECTORS: readonly ManualWord[] = [
  TABLE,
  DEV,
  VIA,
  PROTO,
  SCOPE,
  SRC,
  { word: 'type', value: 'text', example: 'unicast', meaning: 'unicast, local, broadcast, blackhole, unreachable, prohibit or throw' },
  { word: 'root', value: 'prefix', meaning: 'routes inside a prefix' },
  { word: 'match', value: 'prefix', meaning: 'routes that hold an address' },
  { word: 'exact', value: 'prefix', meaning: 'the route of a prefix' },
]

const ROUTE_WORDS: readonly ManualWord[] = [
  VIA,
  DEV,
  SRC,
  PROTO,
  SCOPE,
  TABLE,
  { word: 'metric', value: 'number', meaning: 'the less, the better' },
  { word: 'mtu', value: 'number', meaning: 'the path MTU to go by' },
  { word: 'onlink', meaning: 'the gateway is taken to be on the link' },
]

const ADDRESS_WORDS: readonly ManualWord[] = [DEV, { word: 'broadcast', value: 'address', meaning: 'the broadcast address, or + for the usual one' }]

const NEIGHBOUR_WORDS: readonly ManualWord[] = [
  DEV,
  { word: 'lladdr', value: 'text', meaning: 'the MAC address' },
  { word: 'nud', value: 'text', meaning: 'permanent, reachable or stale', example: 'stale' },
]

const RULE_WORDS: readonly ManualWord[] = [
  { word: 'not', meaning: 'turns the match round' },
  { word: 'from', value: 'prefix', meaning: 'packets from there' },
  { word: 'to', value: 'prefix', meaning: 'packets to there' },
  { word: 'fwmark', value: 'text', meaning: 'packets with this mark, VALUE[/MASK]' },
  { word: 'iif', value: 'link', meaning: 'packets that came in there' },
  { word: 'lookup', value: 'text', meaning: 'the table to ask' },
  { word: 'priority', value: 'number', meaning: 'the place of the rule' },
]

const SHOWN_LINKS: readonly ManualWord[] = [DEV, { word: 'up', meaning: 'only links that are up' }]
const SHOWN_ADDRESSES: readonly ManualWord[] = [
  ...SHOWN_LINKS,
  { word: 'to', value: 'prefix', meaning: 'only addresses inside' },
  { word: 'scope', value: 'text', meaning: 'only those of a scope: global or host' },
  { word: 'primary', meaning: 'only the first of each subnet' },
  { word: 'secondary', meaning: 'only the others' },
]

export const IP: Manual = {
  name: 'ip',
  summary: 'shows and changes addresses, links, routes, rules and neighbours',
  synopsis: ['[options] OBJECT [COMMAND [ARGUMENTS]]'],
  options: [
    { flag: '-4', meaning: 'IPv4, which is all there is' },
    { flag: '-br', long: '-brief', meaning: 'prints one line a link' },
    { flag: '-c', long: '-color', meaning: 'colours names and addresses' },
    { flag: '-d', long: '-details', meaning: 'prints the details of devices and routes' },
    { flag: '-f', long: '-family', value: 'text', placeholder: 'inet', meaning: 'the same as -4', example: 'inet' },
    { flag: '-j', long: '-json', meaning: 'prints JSON' },
    { flag: '-n', long: '-netns', value: 'namespace', meaning: 'does it in the namespace of a pod of this node', example: 'pod-w1-a' },
    { flag: '-o', long: '-oneline', meaning: 'prints one line a record' },
    { flag: '-p', long: '-pretty', meaning: 'with -j: prints it on several lines' },
    { flag: '-s', long: '-statistics', meaning: 'prints counters; twice: of each kind of error' },
    { flag: '-V', long: '-Version', meaning: 'prints the version' },
  ],
  words: [
    {
      word: 'address',
      meaning: 'addresses of links',
      words: [
        { word: 'show', meaning: 'lists them', words: SHOWN_ADDRESSES, operands: 'link' },
        { word: 'add', meaning: 'adds ADDRESS/LENGTH dev LINK', words: ADDRESS_WORDS, operands: 'prefix' },
        { word: 'replace', meaning: 'adds it unless it is there', words: ADDRESS_WORDS, operands: 'prefix' },
        { word: 'delete', meaning: 'takes it away', words: ADDRESS_WORDS, operands: 'prefix' },
        { word: 'flush', meaning: 'takes away all that fit', words: SHOWN_ADDRESSES, operands: 'link' },
      ],
    },
    {
      word: 'link',
      meaning: 'links',
      words: [
        { word: 'show', meaning: 'lists them', words: [...SHOWN_LINKS, { word: 'type', value: 'text', meaning: 'only links of a kind: veth, ipip, vxlan, wireguard' }], operands: 'link' },
        {
          word: 'set',
          meaning: 'changes one',
          operands: 'link',
          words: [DEV, { word: 'up', meaning: 'switches it on' }, { word: 'down', meaning: 'switches it off' }, { word: 'mtu', value: 'number', meaning: 'sets its MTU' }],
        },
      ],
    },
    {
      word: 'neighbour',
      meaning: 'ARP entries',
      words: [
        { word: 'show', meaning: 'lists them', words: [DEV, { word: 'nud', value: 'text', meaning: 'only those in a state', example: 'stale' }], operands: 'prefix' },
        { word: 'get', meaning: 'prints one: ADDRESS dev LINK', words: [DEV], operands: 'address' },
        { word: 'add', meaning: 'adds ADDRESS lladdr MAC dev LINK', words: NEIGHBOUR_WORDS, operands: 'address' },
        { word: 'change', meaning: 'changes one', words: NEIGHBOUR_WORDS, operands: 'address' },
        { word: 'replace', meaning: 'adds or changes one', words: NEIGHBOUR_WORDS, operands: 'address' },
        { word: 'delete', meaning: 'takes ADDRESS dev LINK away', words: [DEV], operands: 'address' },
        { word: 'flush', meaning: 'forgets all but the permanent ones', words: [DEV, { word: 'all', meaning: 'of every link' }, { word: 'nud', value: 'text', meaning: 'those in a state', example: 'stale' }], operands: 'prefix' },
      ],
    },
    {
      word: 'netns',
      meaning: 'the namespaces of a node’s pods',
      words: [
        { word: 'list', meaning: 'lists them' },
        { word: 'list-id', meaning: 'lists their numbers' },
        { word: 'exec', meaning: 'runs a command in one: exec NAME COMMAND', operands: 'namespace' },
        { word: 'identify', meaning: 'says in which one this is' },
        { word: 'pids', meaning: 'lists its processes', operands: 'namespace' },
      ],
    },
    {
      word: 'route',
      meaning: 'routes',
      words: [
        { word: 'show', meaning: 'lists them', words: ROUTE_SELECTORS, operands: 'prefix' },
        {
          word: 'get',
          meaning: 'says which route a packet takes',
          operands: 'address',
          words: [
            { word: 'from', value: 'address', meaning: 'the packet’s source' },
            { word: 'iif', value: 'link', meaning: 'where it came in' },
            { word: 'oif', value: 'link', meaning: 'where it must leave' },
            { word: 'mark', value: 'number', meaning: 'its firewall mark' },
            { word: 'fibmatch', meaning: 'prints the route itself' },
          ],
        },
        { word: 'add', meaning: 'adds one', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'append', meaning: 'adds one where there is none of that prefix and metric', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'prepend', meaning: 'the same', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'replace', meaning: 'adds or changes one', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'change', meaning: 'changes one', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'delete', meaning: 'takes one away', words: ROUTE_WORDS, operands: 'prefix' },
        { word: 'flush', meaning: 'takes away all that fit, or the learned path MTUs (cache)', words: [...ROUTE_SELECTORS, { word: 'cache', meaning: 'what was learned of single destinations' }] },
      ],
    },
    {
      word: 'rule',
      meaning: 'which table is asked for which packet',
      words: [
        { word: 'show', meaning: 'lists those that fit', words: RULE_WORDS },
        { word: 'add', meaning: 'adds one', words: RULE_WORDS },
        { word: 'delete', meaning: 'takes the first away that fits', words: RULE_WORDS },
        { word: 'flush', meaning: 'takes all away but the first' },
      ],
    },
    { word: 'tunnel', meaning: 'IPIP devices', words: [{ word: 'show', meaning: 'lists them', operands: 'link' }] },
  ],
  example: 'ip address',
}

export const BRIDGE: Manual = {
  name: 'bridge',
  summary: 'shows and changes where a VXLAN device sends frames',
  synopsis: ['[options] fdb [COMMAND [ARGUMENTS]]', '[options] link [show]'],
  options: [
    { flag: '-c', long: '-color', meaning: 'colours addresses and links' },
    { flag: '-j', long: '-json', meaning: 'in JSON' },
    { flag: '-V', long: '-Version', meaning: 'prints the version' },
  ],
  words: [
    { word: 'link', meaning: 'the ports of bridges; there are none here', words: [{ word: 'show', meaning: 'lists them' }] },
    {
      word: 'fdb',
      meaning: 'which node a MAC address lives on',
      words: [
        { word: 'show', meaning: 'lists the entries', words: [DEV] },
        { word: 'add', meaning: 'adds MAC dev LINK dst ADDRESS', words: [DEV, { word: 'dst', value: 'address', meaning: 'the node' }] },
        { word: 'replace', meaning: 'the same, also if there is one', words: [DEV, { word: 'dst', value: 'address', meaning: 'the node' }] },
        { word: 'append', meaning: 'the same', words: [DEV, { word: 'dst', value: 'address', meaning: 'the node' }] },
        { word: 'del', meaning: 'takes MAC dev LINK away', words: [DEV, { word: 'dst', value: 'address', meaning: 'the node' }] },
      ],
    },
  ],
  example: 'bridge fdb show',
}
