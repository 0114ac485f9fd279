/** An HTTP response as far as it has come (RFC 9112). Bytes stand as characters of the same number. */
export interface Response {
  readonly head: string
  readonly body: string
  readonly isComplete: boolean
  /** Bytes that Content-Length promises and that are not there yet; undefined: the end of the connection ends the body. */
  readonly missingBytes: number | undefined
}

/** Reads what has been received; undefined while the header is not complete. `isHead`: no body follows. */
export function readResponse(text: string, isHead: boolean): Response | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end + 4)
  const body = isHead ? '' : text.slice(end + 4)
  const length = /^content-length: *(\d+)\r$/im.exec(head)?.[1]
  if (isHead) return { head, body, isComplete: true, missingBytes: 0 }
  if (length === undefined) return { head, body, isComplete: false, missingBytes: undefined }
  const missingBytes = Math.max(Number(length) - body.length, 0)
  return { head, body: body.slice(0, Number(length)), isComplete: missingBytes === 0, missingBytes }
}
