import { describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS, flowCommand } from './flow-command'

describe('the command of a new flow', () => {
  it('says only what is not the default', () => {
    expect(flowCommand(DEFAULT_OPTIONS, '10.0.0.1')).toEqual({ command: 'ping -c 1 10.0.0.1' })
    expect(flowCommand({ ...DEFAULT_OPTIONS, count: 3, dataBytes: 1472, df: 'do', ttl: 5 }, '10.0.0.1').command).toBe('ping -c 3 -s 1472 -M do -t 5 10.0.0.1')
  })

  it('brings a server along for UDP and TCP, unless nobody is to listen', () => {
    expect(flowCommand({ ...DEFAULT_OPTIONS, kind: 'tcp', port: 80 }, '10.0.0.1')).toEqual({ command: 'nc -vz -w 5 10.0.0.1 80', server: 'nc -lk 80' })
    expect(flowCommand({ ...DEFAULT_OPTIONS, kind: 'udp', served: false }, '10.0.0.1')).toEqual({ command: 'nc -u -vz 10.0.0.1 8080' })
  })

  it('traces by UDP or by ICMP', () => {
    expect(flowCommand({ ...DEFAULT_OPTIONS, kind: 'traceroute' }, '10.0.0.1').command).toBe('traceroute -n 10.0.0.1')
    expect(flowCommand({ ...DEFAULT_OPTIONS, kind: 'traceroute-icmp' }, '10.0.0.1').command).toBe('traceroute -n -I 10.0.0.1')
  })
})
