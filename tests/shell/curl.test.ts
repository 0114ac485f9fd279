import { describe, expect, it } from 'vitest'
import type { Program } from '../../src/core/engine/kernel-api'
import { LISTENER, openLab, run, start } from './in-lab'

/** Answers every request with these bytes, then closes; what was asked is printed. */
function serving(answer: string): Program {
  return function* (system) {
    const listening = system.listenTcp({ port: 8080 })
    if (!listening.ok) return 1
    for (;;) {
      yield { untilNs: Infinity, sockets: [listening.value] }
      const socket = listening.value.accept()
      if (socket === undefined) return 1
      yield { untilNs: Infinity, sockets: [socket] }
      const request = socket.receive()
      if (request?.kind === 'data') system.stdout(String.fromCharCode(...request.bytes))
      socket.send(Uint8Array.from(answer, (character) => character.charCodeAt(0)))
      socket.close()
    }
  }
}

const PAGE = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n'

describe('curl', () => {
  it('prints the body that a pod serves, and asks as curl does', () => {
    const lab = openLab()
    const server = start(lab, 'pod-w1-a', 'server', serving(PAGE))
    expect(run(lab, 'pod-w0-b', `curl http://${LISTENER}:8080/x?y=1`)).toMatchObject({ process: { exitStatus: 0 }, out: 'hello\n', errors: '' })
    expect(server.out).toBe(`GET /x?y=1 HTTP/1.1\r\nHost: ${LISTENER}:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n`)
  })

  it('prints the header with -i, only that with -I, and nothing with -o /dev/null', () => {
    const lab = openLab()
    start(lab, 'pod-w1-a', 'server', serving(PAGE))
    expect(run(lab, 'pod-w0-b', `curl -i ${LISTENER}:8080`).out).toBe(PAGE)
    expect(run(lab, 'pod-w0-b', `curl -I ${LISTENER}:8080`).out).toBe('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n')
    expect(run(lab, 'pod-w0-b', `curl -s -o /dev/null ${LISTENER}:8080`)).toMatchObject({ process: { exitStatus: 0 }, out: '' })
  })

  it('reads a body without a length to the end of the connection', () => {
    const lab = openLab()
    start(lab, 'pod-w1-a', 'server', serving(`HTTP/1.0 200 OK\r\n\r\n${'x'.repeat(40_000)}`))
    expect(run(lab, 'pod-w0-b', `curl ${LISTENER}:8080`).out.length).toBe(40_000)
  })

  /** As the real curl printed them for these answers of a server, on a terminal. */
  it.each([
    ['keeps the connection', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n', '< HTTP/1.1 200 OK\r\n< Content-Length: 6\r\n< \r\n* Connection #0 to host HOST left intact\n', 0],
    ['that the server closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nhello\n', '< HTTP/1.1 200 OK\r\n< Connection: close\r\n< Content-Length: 6\r\n< \r\n* Closing connection 0\n', 0],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello\n', '* HTTP 1.0, assume close after body\n< HTTP/1.0 200 OK\r\n< \r\n* Closing connection 0\n', 0],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nhello\n', '< HTTP/1.1 200 OK\r\n* no chunk, no close, no size. Assume close to signal end\n< \r\n* Closing connection 0\n', 0],
    ['that is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello\n', '< HTTP/1.1 200 OK\r\n< Content-Length: 9\r\n< \r\n* transfer closed with 3 bytes remaining to read\n* Closing connection 0\n', 18],
    ['that is none', 'SSH-2.0-x\r\n', '* Received HTTP/0.9 when not allowed\n* Closing connection 0\n', 1],
    ['of an error, with -f', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', '< HTTP/1.1 404 Not Found\r\n< Content-Length: 0\r\n* The requested URL returned error: 404\n* Closing connection 0\n', 22],
  ])('-v tells of an answer %s', (_, answer, told, exit) => {
    const lab = openLab()
    start(lab, 'pod-w1-a', 'server', serving(answer))
    const ran = run(lab, 'pod-w0-b', `curl -s -v ${exit === 22 ? '-f ' : ''}http://${LISTENER}:8080/`)
    const asked = `*   Trying HOST:8080...\n* Connected to HOST (HOST) port 8080 (#0)\n> GET / HTTP/1.1\r\n> Host: HOST:8080\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n> \r\n`
    expect(ran.errors.replaceAll(LISTENER, 'HOST')).toBe(asked + told)
    expect(ran.process.exitStatus).toBe(exit)
  })

  it('-v tells why there is no connection', () => {
    const lab = openLab()
    expect(run(lab, 'pod-w0-b', `curl -sv ${LISTENER}:9`).errors).toBe(
      `*   Trying ${LISTENER}:9...\n* connect to ${LISTENER} port 9 failed: Connection refused\n* Failed to connect to ${LISTENER} port 9 after 0 ms: Couldn't connect to server\n* Closing connection 0\n`,
    )
    expect(run(lab, 'pod-w0-b', 'curl -v --connect-timeout 1 172.16.158.99').errors).toContain('* ipv4 connect timeout after 1000ms, move on!\n* Failed to connect to 172.16.158.99 port 80 after ')
  })

  it('-w prints what the transfer was like', () => {
    const lab = openLab()
    start(lab, 'pod-w1-a', 'server', serving(PAGE))
    const format = 'a%%b\\q%{size_download}|%{size_header}|%{http_version}|%{remote_port}|%{scheme}|%{url}|%{method}|%{errormsg}|%{nope}%{http_code}\\n'
    const ended = (port: number): unknown => {
      const { out, errors } = run(lab, 'pod-w0-b', `curl -s -o /dev/null -w ${format} http://${LISTENER}:${port}`)
      return [out, errors]
    }
    const missing = "curl: unknown --write-out variable: 'nope'\n"
    expect(ended(8080)).toEqual([`a%b\\q6|38|1.1|8080|HTTP|http://${LISTENER}:8080|GET||200\n`, missing])
    expect(ended(8081)).toEqual([`a%b\\q0|0|0|0||http://${LISTENER}:8081|GET|Failed to connect to ${LISTENER} port 8081 after 0 ms: Couldn't connect to server|000\n`, missing])
  })

  it('says what went wrong, with the exit status of libcurl', () => {
    const lab = openLab()
    const ended = (command: string): unknown => {
      const { process, errors } = run(lab, 'pod-w0-b', command)
      return [process.exitStatus, errors]
    }
    expect(ended(`curl http://${LISTENER}:8081/`)).toEqual([7, `curl: (7) Failed to connect to ${LISTENER} port 8081 after 0 ms: Couldn't connect to server\n`])
    start(lab, 'pod-w1-a', 'nc -l -k -N 8000')
    expect(ended(`curl ${LISTENER}:8000`)).toEqual([52, 'curl: (52) Empty reply from server\n'])
    start(lab, 'pod-w1-a', 'server', serving('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'))
    expect(ended(`curl ${LISTENER}:8080`)).toEqual([18, 'curl: (18) transfer closed with 4 bytes remaining to read\n'])
    expect(ended('curl http://web/')).toEqual([6, 'curl: (6) Could not resolve host: web\n'])
    expect(ended(`curl https://${LISTENER}/`)).toEqual([1, 'curl: (1) Protocol "https" is not modelled; Hopscope\'s curl speaks http\n'])
  })

  it('gives up when nothing answers in time, silently with -s', () => {
    const lab = openLab()
    run(lab, 'router', 'iptables -A FORWARD -p 4 -j DROP')
    const silent = run(lab, 'pod-w0-b', `curl -s -m 1 ${LISTENER}`)
    expect([silent.process.exitStatus, silent.errors]).toEqual([28, ''])
    expect(run(lab, 'pod-w0-b', `curl -sS -m 1 ${LISTENER}`).errors).toMatch(/^curl: \(28\) Connection timed out after 100\d milliseconds\n$/)
  })
})
