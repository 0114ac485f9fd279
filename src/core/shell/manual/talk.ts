import type { Manual } from './entry'

export const NC: Manual = {
  name: 'nc',
  summary: 'opens a TCP or UDP connection, or listens for one',
  synopsis: ['[options] ADDRESS PORT[-PORT]', '-l [options] [ADDRESS] PORT'],
  operands: 'address',
  options: [
    { flag: '-4', meaning: 'IPv4, which is all there is' },
    { flag: '-d', meaning: 'reads no input' },
    { flag: '-k', meaning: 'with -l: takes one connection after the other', example: 'nc -lk 65536' },
    { flag: '-l', meaning: 'listens', example: 'nc -l 65536' },
    { flag: '-n', meaning: 'looks no names up' },
    { flag: '-N', meaning: 'closes its sending side at the end of the input' },
    { flag: '-p', value: 'port', meaning: 'sends from this port', example: '4000' },
    { flag: '-q', value: 'number', placeholder: 'SECONDS', meaning: 'leaves so long after the end of the input', example: '1' },
    { flag: '-s', value: 'address', meaning: 'sends from this address', example: '127.0.0.1' },
    { flag: '-u', meaning: 'UDP' },
    { flag: '-v', meaning: 'says what happens' },
    { flag: '-w', value: 'number', placeholder: 'SECONDS', meaning: 'gives up after so long', example: '1' },
    { flag: '-z', meaning: 'only looks whether somebody listens' },
  ],
  example: 'nc 127.0.0.1 9',
}

export const CURL: Manual = {
  name: 'curl',
  summary: 'fetches a page over HTTP',
  synopsis: ['[options] http://ADDRESS[:PORT]/PATH'],
  operands: 'address',
  options: [
    { flag: '-i', long: '--include', meaning: 'prints the headers too' },
    { flag: '-I', long: '--head', meaning: 'asks for the headers only' },
    { flag: '-m', long: '--max-time', value: 'number', placeholder: 'SECONDS', meaning: 'gives up after so long', example: '1' },
    { flag: '-o', long: '--output', value: 'file', meaning: 'writes the page to a file', example: '/dev/null' },
    { flag: '-s', long: '--silent', meaning: 'prints neither progress nor errors' },
    { flag: '-S', long: '--show-error', meaning: 'prints errors all the same' },
    { flag: '--connect-timeout', value: 'number', placeholder: 'SECONDS', meaning: 'gives up connecting after so long', example: '1' },
  ],
  example: 'curl http://127.0.0.1/',
}

export const SS: Manual = {
  name: 'ss',
  summary: 'lists sockets',
  synopsis: ['[options] [FILTER]'],
  options: [
    { flag: '-4', long: '--ipv4', meaning: 'IPv4, which is all there is' },
    { flag: '-a', long: '--all', meaning: 'listening ones and connections' },
    { flag: '-H', long: '--no-header', meaning: 'prints no headings' },
    { flag: '-i', long: '--info', meaning: 'what TCP knows of a connection: MSS, path MTU, round trip, window' },
    { flag: '-l', long: '--listening', meaning: 'listening ones only' },
    { flag: '-n', long: '--numeric', meaning: 'prints ports as numbers' },
    { flag: '-o', long: '--options', meaning: 'the timer that a connection waits for' },
    { flag: '-p', long: '--processes', meaning: 'the program that has the socket' },
    { flag: '-s', long: '--summary', meaning: 'counts them' },
    { flag: '-t', long: '--tcp', meaning: 'TCP' },
    { flag: '-u', long: '--udp', meaning: 'UDP' },
    { flag: '-V', long: '--version', meaning: 'prints the version' },
  ],
  words: [
    { word: 'state', value: 'text', meaning: 'only those in a state: established, syn-sent, listening, …', example: 'established' },
    { word: 'src', value: 'address', meaning: 'only those with this end here: ADDRESS[/LENGTH][:PORT]' },
    { word: 'dst', value: 'address', meaning: 'only those with this end there' },
    { word: 'sport', value: 'text', meaning: 'only those with this port here: = :PORT', example: '= :80' },
    { word: 'dport', value: 'text', meaning: 'only those with this port there: = :PORT', example: '= :80' },
  ],
  notes: ['Programs are those that were started here: what a real node runs besides (kubelet, calico-node) has no sockets. Pacing, delivery rate and busy time are not modelled, and -i leaves them out.'],
  example: 'ss -tuna',
}
