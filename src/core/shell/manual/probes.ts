import type { Manual } from './entry'

export const PING: Manual = {
  name: 'ping',
  summary: 'asks an address for echo replies and counts the time',
  synopsis: ['[options] ADDRESS'],
  operands: 'address',
  options: [
    { flag: '-4', meaning: 'IPv4, which is all there is' },
    { flag: '-b', meaning: 'lets the address be a broadcast address' },
    { flag: '-c', value: 'number', placeholder: 'COUNT', meaning: 'ends after COUNT replies', example: '2' },
    { flag: '-i', value: 'number', placeholder: 'SECONDS', meaning: 'waits so long between two requests', example: '0.3' },
    { flag: '-I', value: 'link', meaning: 'sends out of this link, or from this address', example: 'lo' },
    { flag: '-M', value: 'text', placeholder: 'do|dont|want|probe', meaning: 'do: never fragment; dont: always allow it; want: as the path MTU says', example: 'do' },
    { flag: '-n', meaning: 'prints no names, as always here' },
    { flag: '-q', meaning: 'prints the heading and the statistics only' },
    { flag: '-Q', value: 'number', placeholder: 'TOS', meaning: 'sets the type of service', example: '0x10' },
    { flag: '-s', value: 'number', placeholder: 'BYTES', meaning: 'sends so many data bytes; 28 more with the headers', example: '100' },
    { flag: '-t', value: 'number', placeholder: 'TTL', meaning: 'sets the time to live', example: '3' },
    { flag: '-w', value: 'number', placeholder: 'SECONDS', meaning: 'ends after so long, whatever came', example: '1' },
    { flag: '-W', value: 'number', placeholder: 'SECONDS', meaning: 'waits so long for the last reply', example: '1' },
  ],
  notes: ['Floods (-f, intervals below 10 ms) are not modelled.'],
  example: 'ping -c 1 127.0.0.1',
}

export const TRACEROUTE: Manual = {
  name: 'traceroute',
  summary: 'shows which routers a packet passes, by letting it die at each',
  synopsis: ['[options] ADDRESS [BYTES]'],
  operands: 'address',
  options: [
    { flag: '-4', meaning: 'IPv4, which is all there is' },
    { flag: '-f', value: 'number', placeholder: 'TTL', meaning: 'begins with this hop', example: '1' },
    { flag: '-F', meaning: 'forbids fragments' },
    { flag: '-I', meaning: 'sends ICMP echo requests' },
    { flag: '-m', value: 'number', placeholder: 'TTL', meaning: 'gives up after so many hops', example: '3' },
    { flag: '-n', meaning: 'prints addresses only once' },
    { flag: '-N', value: 'number', placeholder: 'COUNT', meaning: 'sends so many probes at once', example: '1' },
    { flag: '-p', value: 'port', meaning: 'the port of the first UDP probe, one more for each; the one port with -T and -U', example: '33434' },
    { flag: '-q', value: 'number', placeholder: 'COUNT', meaning: 'sends so many probes to each hop', example: '1' },
    { flag: '-s', value: 'address', meaning: 'sends from this address', example: '127.0.0.1' },
    { flag: '-t', value: 'number', placeholder: 'TOS', meaning: 'sets the type of service', example: '16' },
    { flag: '-w', value: 'number', placeholder: 'MAX,HERE,NEAR', meaning: 'waits so many seconds for an answer', example: '1' },
    { flag: '-T', meaning: 'sends TCP SYNs, to port 80 unless -p says another' },
    { flag: '-U', meaning: 'sends UDP to one port, 53 unless -p says another' },
  ],
  example: 'traceroute -m 2 127.0.0.1',
}

export const ARPING: Manual = {
  name: 'arping',
  summary: 'asks the neighbours of a link who has an address',
  synopsis: ['[options] -I LINK ADDRESS'],
  operands: 'address',
  options: [
    { flag: '-b', meaning: 'keeps asking by broadcast' },
    { flag: '-c', value: 'number', placeholder: 'COUNT', meaning: 'ends after COUNT requests', example: '2' },
    { flag: '-f', meaning: 'ends at the first answer' },
    { flag: '-I', value: 'link', meaning: 'the link to ask on', example: 'eth0' },
    { flag: '-q', meaning: 'prints nothing' },
    { flag: '-s', value: 'address', meaning: 'asks in the name of this address', example: '192.168.10.101' },
    { flag: '-w', value: 'number', placeholder: 'SECONDS', meaning: 'ends after so long', example: '1' },
  ],
  example: 'arping -I eth0 -c 1 192.168.10.1',
}

export const TRACEPATH: Manual = {
  name: 'tracepath',
  summary: 'finds the path MTU and the routers on the way',
  synopsis: ['[options] ADDRESS'],
  operands: 'address',
  options: [
    { flag: '-4', meaning: 'IPv4, which is all there is' },
    { flag: '-b', meaning: 'prints names too, of which there are none' },
    { flag: '-l', value: 'number', placeholder: 'BYTES', meaning: 'begins with packets of this length', example: '1000' },
    { flag: '-m', value: 'number', placeholder: 'TTL', meaning: 'gives up after so many hops', example: '2' },
    { flag: '-n', meaning: 'prints addresses only' },
    { flag: '-p', value: 'port', meaning: 'the port of the first probe', example: '33434' },
    { flag: '-V', meaning: 'prints the version' },
  ],
  example: 'tracepath 127.0.0.1',
}
