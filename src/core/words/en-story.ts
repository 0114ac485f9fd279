import { figure } from './figure'

/** What happens at a step, in English. `place` is a namespace's name or `the router`; `packet` is what it is called, with its article. */
export const EN_STORY = {
  droppedAt: (p: { readonly place: string }) => `Dropped at ${p.place}`,
  decides: (p: { readonly place: string }) => `${p.place} decides`,
  arrivesAt: (p: { readonly place: string }) => `Arrives at ${p.place}`,
  leavesFrom: (p: { readonly place: string }) => `Leaves ${p.place}`,
  inEnvelope: (p: { readonly name: string; readonly mode: string; readonly bytes: number }) => `${p.name}${p.mode === '' ? '' : ` in ${p.mode === 'IPIP' ? 'an' : 'a'} ${p.mode} envelope`}, ${p.bytes} bytes.`,
  /** What a packet is called in a sentence. */
  subjects: {
    ping: 'the ping',
    reply: 'the reply',
    icmpError: 'the ICMP error',
    packet: 'the packet',
    aFragment: 'a fragment',
    initiation: 'the handshake request',
    response: 'the handshake answer',
    cookie: 'the cookie reply',
    keepalive: 'the keepalive',
  },
  segment: (p: { readonly name: string }) => `the ${p.name}`,
  fragment: (p: { readonly number: number; readonly of: number }) => `fragment ${p.number} of ${p.of}`,
  envelopePart: (p: { readonly number: number; readonly of: number }) => `envelope piece ${p.number} of ${p.of}`,
  theRouter: 'the router',
  ends: (p: { readonly place: string }) => `The packet ends at ${p.place}`,
  /** A traceroute's packets: their end is the answer. */
  probe: {
    onTheWay: { title: (p: { readonly place: string }) => `The probe ends at ${p.place}`, text: (p: { readonly place: string }) => `Its TTL is used up, as its sender wants: ${p.place} will tell that it is on the way.` },
    reached: { title: (p: { readonly place: string }) => `The probe has arrived at ${p.place}`, text: (p: { readonly place: string }) => `No program listens at its port, as its sender wants: by the answer of ${p.place} it knows that the end is reached.` },
  },
  reaches: (p: { readonly packet: string; readonly place: string }) => `${capital(p.packet)} reaches ${p.place}`,
  leaves: (p: { readonly packet: string; readonly place: string }) => `${capital(p.packet)} leaves ${p.place}`,
  seen: (p: { readonly link: string; readonly bytes: number }) => `Seen at ${p.link}: ${figure(p.bytes)} B.`,
  /** A tunnel device is no way out of a host. */
  entersDevice: (p: { readonly packet: string; readonly link: string }) => `${capital(p.packet)} enters ${p.link}`,
  leavesDevice: (p: { readonly packet: string; readonly link: string }) => `${capital(p.packet)} leaves ${p.link}`,
  seenOn: (p: { readonly place: string; readonly bytes: number }) => `A device of ${p.place}, which sees ${figure(p.bytes)} B.`,
  newSource: (p: { readonly address: string }) => `Its source is ${p.address} now.`,
  newDestination: (p: { readonly address: string }) => `Its destination is ${p.address} now.`,
  arp: {
    asks: (p: { readonly place: string; readonly address: string }) => `${capitalPlace(p.place)} asks who has ${p.address}`,
    asksText: (p: { readonly link: string }) => `ARP, by ${p.link}. Whoever has the address answers with its MAC.`,
    hears: (p: { readonly place: string }) => `An ARP request reaches ${p.place}`,
    hearsText: (p: { readonly link: string; readonly address: string; readonly asker: string }) => `At ${p.link}: who has ${p.address}? ${p.asker} asks.`,
    answers: (p: { readonly place: string }) => `${capitalPlace(p.place)} answers the ARP request`,
    answersText: (p: { readonly link: string; readonly address: string; readonly mac: string }) => `By ${p.link}: ${p.address} is at ${p.mac}.`,
    isAnswered: (p: { readonly place: string }) => `The ARP answer reaches ${p.place}`,
    isAnsweredText: (p: { readonly link: string; readonly address: string; readonly mac: string }) => `At ${p.link}: ${p.address} is at ${p.mac}.`,
    waits: (p: { readonly packet: string; readonly place: string }) => `${capital(p.packet)} waits at ${p.place}`,
    waitsText: (p: { readonly address: string; readonly link: string }) => `The MAC address of ${p.address} is not known: ARP asks for it on ${p.link}.`,
    knows: (p: { readonly place: string }) => `${capitalPlace(p.place)} knows the next hop`,
    knowsText: (p: { readonly address: string; readonly mac: string }) => `${p.address} is at ${p.mac === '' ? 'an address that it knows' : p.mac}.`,
    proxies: (p: { readonly place: string; readonly address: string }) => `${capitalPlace(p.place)} answers for ${p.address}`,
    proxiesText: (p: { readonly link: string }) => `proxy_arp is 1 on ${p.link}: it answers in the other’s place, with its own MAC, and gets the packets.`,
    isSilent: (p: { readonly place: string }) => `${capitalPlace(p.place)} does not answer ARP`,
    isSilentText: (p: { readonly address: string; readonly reason: string }) => `Asked for ${p.address}: ${p.reason}.`,
    changes: (p: { readonly place: string }) => `${capitalPlace(p.place)} notes a neighbour`,
    changesText: (p: { readonly address: string; readonly state: string }) => `The entry of ${p.address} is ${p.state} now.`,
  },
  wrap: {
    wraps: (p: { readonly link: string; readonly place: string }) => `${p.link} on ${p.place} wraps the packet`,
    ipip: (p: { readonly bytes: string }) => `IPIP adds a second IPv4 header${after(p.bytes)}. From here on the outer header decides the way.`,
    vxlan: (p: { readonly bytes: string }) => `VXLAN adds IPv4, UDP, VXLAN and Ethernet${after(p.bytes)}. From here on the outer header decides the way.`,
    seals: (p: { readonly link: string; readonly place: string }) => `${p.link} on ${p.place} seals the packet`,
    sealsText: 'The underlay sees two node addresses and a UDP port. Pod addresses, protocol and data are ciphertext.',
    leavesWrapped: (p: { readonly packet: string }) => `${capital(p.packet)} leaves in an envelope`,
    leavesIpip: (p: { readonly link: string }) => `By ${p.link}, behind a second IPv4 header: the network between the nodes reads that one only.`,
    leavesVxlan: (p: { readonly link: string }) => `By ${p.link}, behind IPv4, UDP, VXLAN and Ethernet: the network between reads the outer IPv4 only.`,
    leavesSealed: (p: { readonly packet: string }) => `${capital(p.packet)} leaves, sealed`,
    leavesSealedText: (p: { readonly link: string }) => `By ${p.link}. The network between the nodes reads two node addresses and a UDP port.`,
    envelopeReaches: (p: { readonly place: string }) => `The envelope reaches ${p.place}`,
    isForPlace: (p: { readonly place: string }) => `Its outer destination is an address of ${p.place}: it is for ${p.place} to open.`,
    around: (p: { readonly fragment: string }) => `It belongs to the envelope around ${p.fragment}.`,
    pieceIsForPlace: (p: { readonly place: string }) => `Its outer destination is an address of ${p.place}, which opens the envelope when it has all pieces.`,
    pieceText: (p: { readonly link: string; readonly number: number }) => (p.number === 1 ? `By ${p.link}, behind an outer IPv4 header. What the tunnel put behind that is in this piece alone.` : `By ${p.link}, behind an outer IPv4 header. What the tunnel put behind that is in piece 1 alone.`),
    isForOther: (p: { readonly link: string; readonly address: string }) => `By ${p.link}. Its outer destination is ${p.address}; only the outer header is read here.`,
    sendsOn: (p: { readonly place: string }) => `${capitalPlace(p.place)} sends the envelope on`,
    sendsOnText: (p: { readonly link: string }) => `By ${p.link}. It has read the outer header only: node addresses, never pod ones.`,
    unwraps: (p: { readonly place: string; readonly packet: string }) => `${capitalPlace(p.place)} takes ${p.packet} out again`,
    unwrapsIpip: (p: { readonly link: string }) => `${p.link} removed the outer header. What is left is the packet that went in.`,
    unwrapsVxlan: (p: { readonly link: string }) => `${p.link} removed IPv4, UDP and VXLAN. What is left is the Ethernet frame that went in.`,
    opens: (p: { readonly link: string }) => `${p.link} decrypted it with the session’s key. What is left is the packet that was sealed.`,
  },
  /** WireGuard's own messages. */
  handshake: {
    initiation: 'No packet is inside: it asks the far node for the keys of a session.',
    response: 'No packet is inside: with it both nodes have the keys of a session.',
    cookie: 'No packet is inside: a busy node asks for the request once more, with this cookie.',
    keepalive: 'Nothing is inside: it tells the far node that its packets arrive.',
    waits: (p: { readonly packet: string; readonly link: string }) => `${capital(p.packet)} waits for it at ${p.link}.`,
    waitMany: (p: { readonly count: number; readonly link: string }) => `${p.count} packets wait for it at ${p.link}.`,
  },
  route: {
    chooses: (p: { readonly place: string }) => `${capitalPlace(p.place)} chooses a route`,
    text: 'The longest prefix that matches wins.',
    row: (p: { readonly row: string }) => `${p.row}: the longest prefix that matches wins.`,
    rowByMetric: (p: { readonly row: string; readonly metric: number; readonly other: number }) => `${p.row}: of equal prefixes the lower metric wins, ${p.metric} over ${p.other}.`,
    onlyRow: (p: { readonly row: string }) => `${p.row}: no other row matches.`,
    isMissing: (p: { readonly place: string }) => `${capitalPlace(p.place)} finds no route`,
    isMissingText: (p: { readonly address: string }) => `Nothing in its tables leads to ${p.address}.`,
    passesOn: (p: { readonly place: string; readonly packet: string }) => `${capitalPlace(p.place)} passes ${p.packet} on`,
    passesOnText: (p: { readonly before: number; readonly after: number }) => `TTL ${p.before} becomes ${p.after}.`,
  },
  arrived: (p: { readonly packet: string }) => `${capital(p.packet)} has arrived`,
  arrivedText: (p: { readonly place: string }) => `${capitalPlace(p.place)} owns the address that it is for.`,
  arrivedForAll: (p: { readonly place: string }) => `It is for all on the link, ${p.place} among them.`,
  tellsError: (p: { readonly place: string }) => `${capitalPlace(p.place)} answers with an ICMP error`,
  tellsErrorText: (p: { readonly name: string; readonly address: string }) => `ICMP ${p.name}, to ${p.address}: the source of the packet that could not go on.`,
  answersEcho: (p: { readonly place: string }) => `${capitalPlace(p.place)} answers the ping`,
  answersEchoText: 'The kernel answers; no program takes part.',
  nat: {
    source: (p: { readonly place: string }) => `${capitalPlace(p.place)} rewrites the source`,
    destination: (p: { readonly place: string }) => `${capitalPlace(p.place)} rewrites the destination`,
    becomes: (p: { readonly before: string; readonly now: string }) => `${p.before === '' ? 'It' : p.before} becomes ${p.now}.`,
    portOnly: (p: { readonly address: string; readonly port: number }) => `${p.address} stays; the port, or the ICMP id, is ${p.port} now.`,
    outgoing: 'Outside the pool only the node’s address can be answered.',
    byRule: 'A rule of table nat says so.',
    remembered: 'Connection tracking remembers what was rewritten on the way there.',
  },
  fragments: {
    cuts: (p: { readonly place: string; readonly count: number }) => `${capitalPlace(p.place)} cuts it into ${p.count} fragments`,
    cutsEnvelope: (p: { readonly place: string; readonly count: number }) => `${capitalPlace(p.place)} cuts the envelope into ${p.count} pieces`,
    joinsEnvelope: (p: { readonly place: string }) => `${capitalPlace(p.place)} puts the envelope together`,
    joinsEnvelopeText: (p: { readonly count: number; readonly bytes: number }) => `All ${p.count} pieces of it have arrived: ${figure(p.bytes)} B. Now it can be opened.`,
    forMtu: (p: { readonly bytes: number }) => `No fragment may be larger than ${figure(p.bytes)} B; what it carries is a multiple of 8, except in the last.`,
    asTheyCame: (p: { readonly bytes: number }) => `It came in fragments of up to ${figure(p.bytes)} B: it leaves in none larger.`,
    joins: (p: { readonly place: string; readonly count: number }) => `${capitalPlace(p.place)} puts ${p.count} fragments together`,
    joinsText: (p: { readonly bytes: number }) => `It is one packet of ${figure(p.bytes)} B again.`,
  },
  learns: (p: { readonly place: string }) => `${capitalPlace(p.place)} learns the path’s MTU`,
  learnsText: (p: { readonly address: string; readonly bytes: number }) => `The path to ${p.address} carries ${figure(p.bytes)} B: it remembers that.`,
  rule: (p: { readonly place: string }) => `A rule of ${p.place} matches`,
  ruleText: (p: { readonly rule: string; readonly verdict: string }) => `${p.rule === '' ? 'It says' : `${p.rule}:`} ${p.verdict}.`,
  tracks: (p: { readonly place: string }) => `${capitalPlace(p.place)} tracks the connection`,
  tracksText: (p: { readonly state: string }) => `Its state is ${p.state}.`,
  isReceived: (p: { readonly packet: string }) => `A program receives ${p.packet}`,
  isReceivedText: (p: { readonly place: string; readonly socket: string }) => `By a socket of ${p.place}: ${p.socket}.`,
} as const

function after(bytes: string): string {
  return bytes === '' ? '' : `: ${bytes} B`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** The start of a sentence; names of hosts keep their small letter. */
function capitalPlace(place: string): string {
  return place.startsWith('the ') ? capital(place) : place
}
