import { describe, expect, it } from 'vitest'
import { LISTENER, openLab, run, start } from './in-lab'

describe('nc', () => {
  it('says that a port answers, with its name', () => {
    const lab = openLab()
    const server = start(lab, 'pod-w1-a', 'nc -l -k -v 8080')
    expect(run(lab, 'pod-w0-b', `nc -z -v ${LISTENER} 8080`)).toMatchObject({ process: { exitStatus: 0 }, errors: `Connection to ${LISTENER} 8080 port [tcp/http-alt] succeeded!\n` })
    expect(run(lab, 'pod-w0-b', `nc -z -v -n ${LISTENER} 8080`).errors).toBe(`Connection to ${LISTENER} 8080 port [tcp/*] succeeded!\n`)
    expect(server.errors).toMatch(/^Listening on 0\.0\.0\.0 8080\nConnection received on 172\.16\.34\.9 \d+\n/)
  })

  it('says why a port does not answer', () => {
    const lab = openLab()
    expect(run(lab, 'pod-w0-b', `nc -z -v ${LISTENER} 8081`)).toMatchObject({ process: { exitStatus: 1 }, errors: `nc: connect to ${LISTENER} port 8081 (tcp) failed: Connection refused\n` })
    run(lab, 'router', 'iptables -A FORWARD -p 4 -j DROP')
    const startNs = lab.nowNs
    expect(run(lab, 'pod-w0-b', `nc -z -v -w 2 ${LISTENER} 8081`)).toMatchObject({ process: { exitStatus: 1 }, errors: `nc: connect to ${LISTENER} port 8081 (tcp) timed out: Operation now in progress\n` })
    expect((lab.nowNs - startNs) / 1e9).toBeCloseTo(2, 2)
  })

  it('scans a range of ports, and ends well when one answers', () => {
    const lab = openLab()
    start(lab, 'pod-w1-a', 'nc -l -k 8001')
    expect(run(lab, 'pod-w0-b', `nc -z -v ${LISTENER} 8000-8002`)).toMatchObject({
      process: { exitStatus: 0 },
      errors: `nc: connect to ${LISTENER} port 8000 (tcp) failed: Connection refused\nConnection to ${LISTENER} 8001 port [tcp/*] succeeded!\nnc: connect to ${LISTENER} port 8002 (tcp) failed: Connection refused\n`,
    })
  })

  it('takes one connection without -k, and ends with it', () => {
    const lab = openLab()
    const server = start(lab, 'pod-w1-a', 'nc -l 8080')
    run(lab, 'pod-w0-b', `nc -N -w 1 ${LISTENER} 8080`)
    lab.runUntil(lab.nowNs + 1e9)
    expect(server.process.exitStatus).toBe(0)
    expect(run(lab, 'pod-w0-b', `nc -z ${LISTENER} 8080`).process.exitStatus).toBe(1)
  })

  it('tells over UDP a closed port from one where somebody listens', () => {
    const lab = openLab()
    const server = start(lab, 'pod-w1-a', 'nc -u -l -v 53')
    expect(run(lab, 'pod-w0-b', `nc -u -z -v ${LISTENER} 53`)).toMatchObject({ process: { exitStatus: 0 }, errors: `Connection to ${LISTENER} 53 port [udp/domain] succeeded!\n` })
    expect(server.out).toBe('XXXX')
    expect(run(lab, 'pod-w0-b', `nc -u -z -v ${LISTENER} 54`)).toMatchObject({ process: { exitStatus: 1 }, errors: '' })
  })

  it('refuses what it does not have with a sentence', () => {
    const lab = openLab()
    expect(run(lab, 'pod-w0-b', `nc -x proxy ${LISTENER} 80`).errors).toBe("nc: option -x is not modelled; Hopscope's nc has -4 -d -k -l -n -N -p -q -s -u -v -w -z\n")
    expect(run(lab, 'pod-w0-b', 'nc -z somewhere 80').errors).toBe('nc: getaddrinfo for host "somewhere" port 80: Name or service not known\n')
    expect(run(lab, 'pod-w0-b', `nc ${LISTENER}`).errors).toContain('usage: nc')
  })
})
