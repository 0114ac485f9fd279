import type { Program } from '../src/core/engine/kernel-api'
import { parseIpv4 } from '../src/core/wire/ipv4-address'
import { required } from '../src/core/base/assert'

const ECHO_BYTES = 64

/** `pinger DESTINATION COUNT`: one echo request after the other, as `ping -f` does; exit status 0 when all were answered. */
export const pinger: Program = function* (system, argv) {
  const destination = required(parseIpv4(argv[1] ?? ''), 'destination')
  const count = Number(argv[2])
  const socket = system.openRawIcmp({ pathMtuDiscovery: 'want' })
  if (!socket.ok) return 2
  const echo = new Uint8Array(ECHO_BYTES)
  echo[0] = 8
  let answered = 0
  for (let i = 0; i < count; i++) {
    echo[6] = i >>> 8
    echo[7] = i
    socket.value.send(destination, echo)
    while (socket.value.receive() !== undefined) answered++
  }
  socket.value.close()
  return answered === count ? 0 : 1
}
