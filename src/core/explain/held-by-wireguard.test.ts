import { describe, expect, it } from 'vitest'
import { runInLab } from '../../../tests/cli/run-in-lab'
import type { PlacedLine } from '../../../tests/cli/run-in-lab'
import { inventoryOf } from '../model/inventory-of'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { KO } from '../words/ko'
import { heldSentence } from './held-by-wireguard'
import { sentenceText } from './sentence'

const PING: PlacedLine = ['pod-w2-a', 'ping -n -c 1 -W 1 172.16.228.70']
const CLOSED: PlacedLine = ['k8s-w1', 'iptables -I INPUT -p udp --dport 51820 -j DROP']

/** What is said of packets that were given to WireGuard while the last line ran. */
function saidOf(lines: readonly PlacedLine[], words: Words = EN): readonly string[] {
  const { session, trace, records } = runInLab('wireguard', lines)
  const inventory = inventoryOf(session.network)
  const from = records.at(-1)?.firstEntry ?? 0
  return Array.from({ length: trace.entryCount - from }, (_, offset) => heldSentence(trace, from + offset, inventory, words)).flatMap((sentence) => (sentence ? [sentenceText(sentence)] : []))
}

describe('a packet that WireGuard keeps', () => {
  it('waits for the handshake that was begun for it, and what became of that is told', () => {
    expect(saidOf([CLOSED, PING])).toEqual([expect.stringMatching(/^It waits in the queue of wireguard\.cali: .* The handshake for it was not answered\. Its request ended at k8s-w1: an iptables rule drops it: .*--dport 51820 -j DROP.* WireGuard begins another no sooner than 5 s/)])
  })

  it('waits for the next one where the last was begun less than five seconds before', () => {
    expect(saidOf([CLOSED, PING, PING])).toEqual([expect.stringMatching(/The handshake that was begun 1\.0 s before was not answered\. Its request ended at k8s-w1/)])
    expect(saidOf([CLOSED, PING, PING], KO)).toEqual([expect.stringMatching(/1\.0초 전에 시작한 핸드셰이크에 답이 없었습니다\. 그 요청은 k8s-w1에서 끝났습니다/)])
  })

  it('is not told of one that is sealed once the handshake is over, nor of one that is sealed at once', () => {
    expect(saidOf([PING])).toEqual([])
    expect(saidOf([PING, PING])).toEqual([])
  })
})
