import { expect, it } from 'vitest'
import { newLines } from './new-lines'

const OLD = 'icmp     1 29 src=172.16.34.9 dst=8.8.8.8 type=8 code=0 id=1000 packets=1 bytes=84 src=8.8.8.8 dst=192.168.20.100'

it('a connection that only counts on is not new, one more is', () => {
  const counted = OLD.replace(' 29 ', ' 12 ').replace('packets=1 bytes=84', 'packets=2 bytes=168')
  expect([...newLines(`${counted}\n`, OLD)]).toEqual([])
  expect([...newLines(`${counted}\n${OLD.replace('id=1000', 'id=1001')}\n`, OLD)]).toEqual([1])
})
