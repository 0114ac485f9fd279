import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { SocketView } from '../../engine/connection-api'
import { parseIpv4, parseIpv4Prefix, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'

export interface SocketFilter {
  /** By ss's names; undefined: those of the options. */
  readonly states: readonly string[] | undefined
  readonly keeps: (socket: SocketView) => boolean
}

const STATES: Readonly<Record<string, string>> = {
  established: 'ESTAB',
  'syn-sent': 'SYN-SENT',
  'syn-recv': 'SYN-RECV',
  'fin-wait-1': 'FIN-WAIT-1',
  'fin-wait-2': 'FIN-WAIT-2',
  'time-wait': 'TIME-WAIT',
  closed: 'UNCONN',
  'close-wait': 'CLOSE-WAIT',
  'last-ack': 'LAST-ACK',
  listening: 'LISTEN',
  closing: 'CLOSING',
}

/** `state S`, `sport = :PORT`, `dport = :PORT`, `src ADDRESS[:PORT]`, `dst ADDRESS[:PORT]`, one after the other; all must hold. */
export function parseFilter(words: readonly string[]): Result<SocketFilter, string> {
  const tests: ((socket: SocketView) => boolean)[] = []
  let states: string[] | undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === 'and') continue
    if (word === 'state') {
      const name = words[++i] ?? ''
      const state = Object.hasOwn(STATES, name) ? STATES[name] : undefined
      if (state === undefined) return err(`ss: wrong state name: ${name}; Hopscope's ss has ${Object.keys(STATES).join(' ')}\n`)
      states = [...(states ?? []), state]
    } else if (word === 'src' || word === 'dst') {
      const side = sideTest(word, words[++i] ?? '')
      if (!side) return err(`Error: an inet prefix is expected rather than "${words[i] ?? ''}".\nCannot parse dst/src address.\n`)
      tests.push(side)
    } else if (word === 'sport' || word === 'dport') {
      if (words[i + 1] === '=' || words[i + 1] === 'eq' || words[i + 1] === '==') i++
      const port = /^:(\d{1,5})$/.exec(words[++i] ?? '')?.[1]
      if (port === undefined) return err(`ss: "${word} ${words[i] ?? ''}" is not modelled; Hopscope's ss has ${word} = :PORT\n`)
      tests.push((socket) => (word === 'sport' ? socket.local.port : socket.remote?.port) === Number(port))
    } else return err(`ss: "${word}" of a filter is not modelled; Hopscope's ss has state, src, dst, sport and dport\n`)
  }
  return ok({ states, keeps: (socket) => tests.every((test) => test(socket)) })
}

function sideTest(side: 'src' | 'dst', word: string): ((socket: SocketView) => boolean) | undefined {
  const [prefixText = '', portText] = word.split(':')
  const prefix = prefixText === '' ? undefined : prefixOf(prefixText)
  if (prefixText !== '' && prefix === undefined) return undefined
  if (portText !== undefined && !/^\d{1,5}$/.test(portText)) return undefined
  return ({ local, remote }) => {
    const end = side === 'src' ? local : (remote ?? { address: 0, port: 0 })
    return (!prefix || prefixContains(prefix, end.address)) && (portText === undefined || end.port === Number(portText))
  }
}

function prefixOf(text: string): Ipv4Prefix | undefined {
  const address = parseIpv4(text)
  return address === undefined ? parseIpv4Prefix(text) : { network: address, prefixLength: 32 }
}
