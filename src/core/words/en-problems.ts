type Sentence = string | ((p: never) => string)

/** What is wrong, and how to mend it. */
export interface Said {
  readonly what: Sentence
  readonly mend: Sentence
}

type Text<Names extends string> = Readonly<Record<Names, string>>

/** What is wrong with the text of a field, after its name and what stands there; and how it is written. */
const FORMS = {
  'ipv4': ['is no IPv4 address', 'Write four numbers from 0 to 255, as in 192.168.10.101.'],
  'cidr': ['is no IPv4 network', 'Write the first address and the prefix length, as in 172.16.0.0/16.'],
  'interface-address': ['is no IPv4 address with a prefix length', 'Write it as in 192.168.10.101/24.'],
  'mac': ['is no MAC address of one station', 'Write six bytes, the first of them even, as in 02:00:c0:a8:0a:65.'],
  'name': ['is no name', 'Use lower-case letters, digits, dashes and dots.'],
  'long-name': ['is longer than 253 characters', 'Shorten it.'],
  'link-name': ['is no name for a network card', 'Use at most 15 letters, digits, dots and dashes; lo, tunl0, vxlan.calico, wireguard.cali and cali… are taken.'],
  'wireguard-key': ['is no WireGuard key', 'Write 32 bytes in Base64, 44 characters.'],
  'route': ['is no route', 'Write it as ip route add takes it: 8.8.8.8/32 via 203.0.113.2 dev eth-i.'],
  'long-route': ['is longer than 300 characters', 'Shorten it.'],
  'sysctl': ['is no sysctl of the network', 'Write it as net/ipv4/ip_forward.'],
  'member': ['is not one of node, router and host', 'Name exactly one of them.'],
  'leg': ['has not exactly one of segment and peer', 'Say which segment it is plugged into, or which DEVICE/LEG is at the other end.'],
  'device-leg': ['is no DEVICE/LEG', 'Write it as inet/eth0.'],
  'duration': ['is no duration', 'Write it as 25s.'],
  'interface-prefix': ['is no interface prefix', 'Write at most four letters, as in cali.'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

export type FieldForm = keyof typeof FORMS

export function isFieldForm(text: string): text is FieldForm {
  return Object.hasOwn(FORMS, text)
}

/** A value's kind as the reader of fields tells it; what it does not tell is said as it is. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'empty',
}

const EFFECTS = {
  policy: 'the real cluster may drop what passes here',
  endpoint: 'the real node may drop what passes here',
  service: 'its address leads nowhere here, because there is no kube-proxy: ask a pod behind it',
} as const

export type UnreadEffect = keyof typeof EFFECTS

const KEEP_ONE = 'Keep one of the two.'
const RENAME_ONE = 'Remove or rename one of them.'
const LAB_FORMAT = 'Check its spelling and indentation against docs/spec/lab-format.md.'

/** What is wrong with a lab's files, and how to mend it, in English, by its code. */
export const EN_PROBLEMS = {
  'file-too-large': { what: (p: Text<'characters'>) => `More than ${p.characters} characters of manifests.`, mend: 'Leave out what is not a node, pod or Calico resource.' },
  'file-empty': { what: 'There is nothing in this file but blank lines and comments.', mend: 'Write the output of kubectl get nodes,pods -A -o yaml into it.' },
  'file-binary': { what: 'This is no text.', mend: 'Open a file of YAML or JSON, saved as UTF-8.' },
  'labs-several': { what: (p: Text<'other'>) => `This is a lab with a network of its own, and so is ${p.other}.`, mend: 'Open one of them: a lab is one network.' },
  'more-problems': { what: (p: Text<'count'>) => `${p.count} more problems are not listed.`, mend: 'Mend these first.' },
  'terminal-lines': {
    what: (p: Text<'count'>) => (p.count === '1' ? 'One line, a prompt of a shell or a fence of Markdown, is left out.' : `${p.count} lines, prompts of a shell or fences of Markdown, are left out.`),
    mend: 'Copy from apiVersion on, or write the output into a file.',
  },
  'yaml-unreadable': { what: 'A document is nested too deeply to be read.', mend: 'Flatten it.' },
  'yaml-syntax': { what: (p: Text<'error'>) => `Not YAML: ${p.error}`, mend: 'Check indentation, quotes and brackets on this line.' },
  'yaml-too-deep': { what: (p: Text<'levels'>) => `Nested more than ${p.levels} levels deep.`, mend: 'Flatten it.' },
  'yaml-anchor': { what: (p: Text<'alias'>) => `The alias *${p.alias} has no anchor.`, mend: 'Write the value itself.' },
  'yaml-alias': { what: (p: Text<'values'>) => `Aliases stand for more than ${p.values} values.`, mend: 'Write the values themselves, or use fewer anchors.' },
  'yaml-key': { what: (p: Text<'key'>) => `${p.key === '' ? 'A list or map' : p.key} cannot be a key.`, mend: 'Use plain words as keys.' },
  'yaml-duplicate-key': { what: (p: Text<'key'>) => `The key “${p.key}” stands twice.`, mend: KEEP_ONE },
  'not-a-resource': { what: 'No resource of Kubernetes: apiVersion or kind is missing.', mend: 'Give both, as kubectl get -o yaml does.' },
  'list-cut': { what: 'The end of the list is missing.', mend: 'Copy it to its last line, kind: List and what follows, or write the output into a file: kubectl get … -o yaml > cluster.yaml' },
  'kind-ignored': { what: (p: Text<'kind'>) => `${p.kind} is not read.`, mend: 'It can stay: it changes nothing here.' },
  'kind-not-modelled': { what: (p: Text<'kind'>) => `${p.kind} is not modelled.`, mend: (p: { readonly effect: UnreadEffect }) => `It can stay, but ${EFFECTS[p.effect]}.` },
  'underlay-duplicate': { what: 'There are two Underlays.', mend: 'Keep one: it describes the whole network.' },

  'field-not-modelled': { what: (p: Text<'field' | 'kind'>) => `${p.field} of ${p.kind} is not modelled.`, mend: 'It can stay, but the real dataplane may differ there.' },
  'field-missing': { what: (p: Text<'field'>) => `${p.field} is missing.`, mend: (p: Text<'field' | 'expected'>) => `Add ${p.field}: ${kind(p.expected)}.` },
  'field-type': { what: (p: Text<'field' | 'found' | 'value' | 'expected'>) => `${p.field} is ${foundKind(p)}, not ${kind(p.expected)}.`, mend: (p: Text<'expected'>) => `Write ${kind(p.expected)}.` },
  'field-unknown': { what: (p: Text<'field'>) => `There is no field ${p.field} here.`, mend: LAB_FORMAT },
  'field-value': { what: (p: Text<'field' | 'found' | 'value'>) => `${p.field} is ${found(p)}, which is not allowed.`, mend: (p: Text<'allowed'>) => `Write one of: ${p.allowed}.` },
  'field-too-small': { what: (p: Text<'field' | 'limit'>) => `${p.field} is less than ${p.limit}.`, mend: (p: Text<'limit'>) => `Write at least ${p.limit}.` },
  'field-too-big': { what: (p: Text<'field' | 'limit'>) => `${p.field} is more than ${p.limit}.`, mend: (p: Text<'limit'>) => `Write at most ${p.limit}.` },
  'field-form': {
    what: (p: Text<'field' | 'found' | 'value' | 'detail'> & { readonly form: FieldForm }) => `${p.field} ${found(p)} ${FORMS[p.form][0]}${p.detail === '' ? '' : `: ${p.detail}`}.`,
    mend: (p: { readonly form: FieldForm }) => FORMS[p.form][1],
  },
  'field-wrong': { what: (p: Text<'field' | 'message'>) => `${p.field} is not right: ${p.message}.`, mend: 'See docs/spec/lab-format.md.' },

  'no-nodes': { what: 'There is no node in this lab.', mend: 'Add the output of kubectl get nodes -o yaml.' },
  'node-duplicate': { what: (p: Text<'node'>) => `There are two nodes ${p.node}.`, mend: RENAME_ONE },
  'node-address-missing': { what: (p: Text<'node'>) => `Node ${p.node} has no IPv4 address.`, mend: 'Give it spec.bgp.ipv4Address, or the annotation projectcalico.org/IPv4Address.' },
  'node-mask-missing': {
    what: (p: Text<'node' | 'length'>) => `The mask of node ${p.node} is not known: its card is taken for a /${p.length}, and CrossSubnet always encapsulates, as Calico does with a bare address.`,
    mend: 'Add the annotation projectcalico.org/IPv4Address with the mask.',
  },
  'node-masks-differ': {
    what: (p: Text<'node' | 'length' | 'other' | 'otherLength' | 'segment'>) => `Nodes ${p.other} /${p.otherLength} and ${p.node} /${p.length} share segment ${p.segment} but not the mask.`,
    mend: 'Give both the same mask, unless this fault is what you want to see.',
  },
  'node-not-ready': { what: (p: Text<'node'>) => `Node ${p.node} is not ready.`, mend: 'Here it forwards as if it were: break what is broken there, by the menu of faults or in its shell.' },
  'node-without-key': {
    what: (p: Text<'node'>) => `Node ${p.node} has no WireGuard key, and others have: what passes between it and them is not encrypted.`,
    mend: 'See that calico-node runs there with WireGuard in its kernel, and read the cluster again. Where no node has a key, all are given one here.',
  },
  'node-windows': { what: (p: Text<'node'>) => `Node ${p.node} runs Windows, whose dataplane (HNS) is not modelled.`, mend: 'What is shown there is what a Linux node would do.' },
  'pod-duplicate': { what: (p: Text<'pod'>) => `There are two pods ${p.pod}.`, mend: RENAME_ONE },
  'pod-not-scheduled': { what: (p: Text<'pod'>) => `Pod ${p.pod} runs on no node and is left out.`, mend: 'Give it spec.nodeName.' },
  'pods-of-host-network': {
    what: (p: Text<'pods' | 'count' | 'unnamed'>) => (p.count === '1' ? `Pod ${p.pods} uses the network of its node (hostNetwork) and has no box of its own.` : `${p.count} pods use the network of their node (hostNetwork) and have no box of their own: ${p.pods}${p.unnamed === '0' ? '' : ` and ${p.unnamed} more`}.`),
    mend: 'Start from the node: what they send is what it sends.',
  },
  'pod-pending': { what: (p: Text<'pod'>) => `Pod ${p.pod} is Pending, has no address yet and is left out.`, mend: 'Read the cluster again when it runs, or give it a status.podIP.' },
  'pod-node-missing': { what: (p: Text<'pod' | 'node'>) => `Pod ${p.pod} runs on node ${p.node}, which does not exist.`, mend: 'Add the Node, or correct spec.nodeName.' },
  'pod-address': { what: (p: Text<'pod'>) => `The address of pod ${p.pod} is no IPv4 address.`, mend: 'Write status.podIP as in 172.16.34.8, or leave it out.' },
  'pod-address-outside-pools': { what: (p: Text<'pod' | 'address'>) => `The address ${p.address} of pod ${p.pod} lies in no pool.`, mend: 'Add its IPPool, or leave the address out.' },
  'pod-mac': { what: (p: Text<'pod'>) => `Pod ${p.pod} has a MAC that is none.`, mend: 'Write six bytes, as in 0a:00:ac:10:22:08.' },
  'pools-full': { what: (p: Text<'pod'>) => `No pool has an address left for pod ${p.pod}.`, mend: 'Add an IPPool with room, or remove pods.' },
  'address-duplicate': { what: (p: Text<'address'> & { readonly owner: AddressOwner; readonly other: AddressOwner }) => `${p.address} belongs to ${owner(p.other)} and to ${owner(p.owner)}.`, mend: 'Give one of them another address.' },

  'pool-duplicate': { what: (p: Text<'pool'>) => `There are two pools ${p.pool}.`, mend: RENAME_ONE },
  'pool-overlap': { what: (p: Text<'pool' | 'cidr' | 'other' | 'otherCidr'>) => `Pool ${p.pool} ${p.cidr} overlaps pool ${p.other} ${p.otherCidr}.`, mend: 'Give each pool addresses of its own.' },
  'pool-cidr': { what: (p: Text<'cidr'>) => `cidr “${p.cidr}” is no network.`, mend: (p: Text<'network'>) => network(p.network) },
  'pool-block-size': { what: (p: Text<'size' | 'cidr'>) => `blockSize ${p.size} does not fit pool ${p.cidr}.`, mend: (p: Text<'least'>) => `Write a number from ${p.least} to 32.` },
  'pool-two-modes': { what: (p: Text<'pool'>) => `Pool ${p.pool} has both ipipMode and vxlanMode.`, mend: 'Set one of them to Never.' },
  'pool-selector': { what: (p: Text<'pool'>) => `The selector of pool ${p.pool} is read as all().`, mend: 'Give each node its BlockAffinity.' },
  'ipv6-ignored': { what: (p: Text<'pool'>) => `Pool ${p.pool} is of IPv6 and is left out.`, mend: 'Only IPv4 is modelled.' },
  'ipv6-addresses-ignored': { what: (p: Text<'nodes' | 'pods' | 'blocks'>) => `What is of IPv6 is left out: addresses of nodes (${p.nodes}) and of pods (${p.pods}), blocks (${p.blocks}).`, mend: 'Only IPv4 is modelled.' },
  'block-cidr': { what: (p: Text<'cidr'>) => `cidr “${p.cidr}” is no network.`, mend: (p: Text<'network'>) => network(p.network) },
  'block-outside-pools': { what: (p: Text<'cidr' | 'node'>) => `Block ${p.cidr} of ${p.node} lies in no pool.`, mend: 'Add its IPPool, or remove the block.' },
  'block-size': { what: (p: Text<'cidr' | 'node' | 'pool' | 'size'>) => `Block ${p.cidr} of ${p.node} is not of pool ${p.pool}'s size /${p.size}.`, mend: (p: Text<'size'>) => `Write a /${p.size}, or correct the pool's blockSize.` },
  'pool-over-network': {
    what: (p: Text<'pool' | 'cidr' | 'segment' | 'segmentCidr'>) => `Pool ${p.pool} ${p.cidr} overlaps segment ${p.segment} ${p.segmentCidr}: what is there counts as a pod, and packets to it are not masqueraded.`,
    mend: 'Give the pool a range that nobody else uses, unless this fault is what you want to see.',
  },
  'block-two-owners': { what: (p: Text<'owner' | 'node'>) => `The block belongs to ${p.owner} and to ${p.node}; it is taken for ${p.owner}’s.`, mend: 'Keep one BlockAffinity of the two.' },
  'block-node-missing': { what: (p: Text<'node'>) => `The block belongs to node ${p.node}, which does not exist; it is left out.`, mend: 'Remove the BlockAffinity, or add the Node.' },
  'peer-address': { what: (p: Text<'address'>) => `peerIP “${p.address}” is no address.`, mend: 'Write it as in 192.168.10.1.' },
  'peer-selects-none': { what: (p: Text<'peer' | 'field' | 'selector'>) => `${p.field} “${p.selector}” of BGPPeer ${p.peer} selects no node, so it brings about no session.`, mend: 'Compare it with the labels of the nodes: kubectl get nodes --show-labels.' },
  'peer-silent': {
    what: (p: Text<'peer' | 'address'>) => `BGPPeer ${p.peer}: nobody at ${p.address} is known to speak BGP, so its session is not up here.`,
    mend: 'If a router there does, describe it in a resource of kind Underlay, with bgp: true.',
  },
  'felix-name': { what: (p: Text<'name'>) => `No Felix reads FelixConfiguration ${p.name}.`, mend: 'Call it default, or node.NAME.' },
  'dataplane-not-modelled': { what: 'Of Calico’s dataplanes only iptables is modelled.', mend: 'What is shown is what iptables mode would do.' },
  'pools-of-installation': { what: (p: Text<'kind' | 'pools'>) => `There is no IPPool, so the pools are those that ${p.kind} was told to make: ${p.pools}.`, mend: 'Add the output of kubectl get ippools -o yaml, where somebody changed them since.' },
  'calico-version-assumed': { what: (p: Text<'version'>) => `The release of Calico is not known; ${p.version} is assumed.`, mend: 'Add the ClusterInformation, or spec.calico.version to the Underlay.' },

  'segments-inferred': { what: (p: Text<'segments' | 'mtu'>) => `Segments ${p.segments}, MTU ${p.mtu}, are assumed.`, mend: 'Describe the network in a resource of kind Underlay.' },
  'cloud-not-assumed': {
    what: (p: Text<'cloud'>) => `The nodes are machines of ${p.cloud}, and their network is shown as one that lets everything pass.`,
    mend: (p: Text<'cloud'>) => `Choose the fabric ${p.cloud}, and it drops what that network drops by default.`,
  },
  'mtu-inferred': { what: (p: Text<'mtu' | 'setting'>) => `An MTU of ${p.mtu} is assumed: it follows from ${p.setting}.`, mend: 'If your network takes less, full-size packets are lost there: describe it in a resource of kind Underlay.' },
  'router-inferred': { what: (p: Text<'router' | 'addresses'>) => `One router is assumed, ${p.router}, with ${p.addresses}; it does not know the pods' blocks.`, mend: 'Describe the network in a resource of kind Underlay.' },
  'host-inferred': { what: (p: Text<'host'>) => `One outside host is assumed, ${p.host}, with 8.8.8.8 behind it.`, mend: 'Describe the network in a resource of kind Underlay.' },
  'name-duplicate': { what: (p: Text<'name'>) => `The name ${p.name} is given twice to nodes, segments, routers or hosts.`, mend: 'Rename one of them.' },
  'leg-duplicate': { what: (p: Text<'device'>) => `${p.device} has two legs of one name.`, mend: 'Rename one of them.' },
  'segment-duplicate': { what: (p: Text<'device' | 'other' | 'key' | 'segment'>) => `${p.other} and ${p.device} both have ${p.key} in segment ${p.segment}.`, mend: 'Give one of them another.' },
  'segment-missing': { what: (p: Text<'segment'>) => `There is no segment ${p.segment}.`, mend: 'Name one of spec.segments.' },
  'wireguard-key': { what: (p: Text<'node'>) => `The private key of node ${p.node} does not make its public key.`, mend: 'Leave the private key out, or write the one that belongs to it.' },
  'member-missing': { what: (p: Text<'node'>) => `There is no node ${p.node}.`, mend: 'Name a node of the cluster, or take it out.' },
  'member-leg': { what: (p: Text<'device' | 'segment'>) => `${p.device} has no such leg in segment ${p.segment}.`, mend: 'Name a router or host with a leg in this segment.' },
  'member-duplicate': { what: (p: Text<'device' | 'link' | 'segment'>) => `${p.device} ${p.link} stands twice in segment ${p.segment}.`, mend: KEEP_ONE },
  'member-address': { what: (p: Text<'node' | 'segment' | 'cidr'>) => `The address of node ${p.node} is not of segment ${p.segment} ${p.cidr}.`, mend: 'Give this card an address, or put the node into another segment.' },
  'nic-duplicate': { what: (p: Text<'node' | 'link'>) => `Node ${p.node} has two cards ${p.link}.`, mend: 'Give this one another interface name.' },
  'node-outside-segments': { what: (p: Text<'node'>) => `No segment holds the address of node ${p.node}.`, mend: 'Add a segment whose cidr does.' },
  'peer-missing': { what: (p: Text<'peer' | 'device' | 'link'>) => `${p.peer} does not point back to ${p.device}/${p.link}.`, mend: 'Both ends of a line name each other.' },
  'node-missing': { what: (p: Text<'node'>) => `There is no node ${p.node}.`, mend: 'Name a node of the cluster, or take it out.' },
  'node-twice': { what: (p: Text<'node'>) => `Node ${p.node} stands twice.`, mend: KEEP_ONE },
  'route-link': { what: (p: Text<'route'>) => `The route “${p.route}” leaves by no card of this device.`, mend: 'Name one with dev.' },
} as const satisfies Readonly<Record<string, Said>>

/** Whose an address is: `node k8s-w1`, `tunnel k8s-w1`, `pod default/web`. */
export type AddressOwner = `${'node' | 'tunnel' | 'pod'} ${string}`

function owner(text: AddressOwner): string {
  return text.startsWith('tunnel ') ? `a tunnel of node ${text.slice('tunnel '.length)}` : text
}

function network(right: string): string {
  return right === '' ? 'Write it as in 172.16.0.0/16.' : `The network is ${right}.`
}

function kind(name: string): string {
  return KINDS[name] ?? name
}

/** What stands there, where its kind is right. */
function found(p: Text<'found' | 'value'>): string {
  return p.value === '' ? kind(p.found) : `“${p.value}”`
}

/** What stands there, where its kind is wrong. */
function foundKind(p: Text<'found' | 'value'>): string {
  return p.value === '' ? kind(p.found) : `the ${p.found} “${p.value}”`
}
