import { expect, it } from 'vitest'
import { changedLines, newLines } from './new-lines'

const OLD = 'icmp     1 29 src=172.16.34.9 dst=8.8.8.8 type=8 code=0 id=1000 packets=1 bytes=84 src=8.8.8.8 dst=192.168.20.100'

it('a connection that only counts on is not new, one more is', () => {
  const counted = OLD.replace(' 29 ', ' 12 ').replace('packets=1 bytes=84', 'packets=2 bytes=168')
  expect([...newLines(`${counted}\n`, OLD)]).toEqual([])
  expect([...newLines(`${counted}\n${OLD.replace('id=1000', 'id=1001')}\n`, OLD)]).toEqual([1])
})

it('a last line whose spaces at the end were cut is not new', () => {
  const routes = '172.16.116.0/24 dev wireguard.cali scope link \nthrow 192.168.20.100 proto 80 \n'
  expect([...newLines(routes.trimEnd(), routes)]).toEqual([])
})

it('a counter that went on is marked, also where another interface had the same figures before', () => {
  const before = '2: eth0\n   42 1 \n3: tunl0\n   0 0 \n'
  expect([...changedLines('2: eth0\n   84 2 \n3: tunl0\n   42 1', before)]).toEqual([1, 3])
})
