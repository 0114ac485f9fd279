const INITIAL_BYTES = 1 << 8

/** A growing little-endian byte buffer for file formats. */
export class ByteBuffer {
  private buffer = new Uint8Array(INITIAL_BYTES)
  private view = new DataView(this.buffer.buffer)
  private used = 0

  get length(): number {
    return this.used
  }

  u16(value: number): void {
    this.reserve(2)
    this.view.setUint16(this.used, value, true)
    this.used += 2
  }

  u32(value: number): void {
    this.reserve(4)
    this.view.setUint32(this.used, value, true)
    this.used += 4
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.used)
    this.used += bytes.length
  }

  /** Zeros up to the next multiple of four. */
  padToWord(): void {
    const padding = -this.used & 3
    this.reserve(padding)
    this.used += padding
  }

  /** The bytes written, in a buffer of their own. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.used)
  }

  private reserve(bytes: number): void {
    const needed = this.used + bytes
    if (needed <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.buffer.subarray(0, this.used))
    this.buffer = larger
    this.view = new DataView(larger.buffer)
  }
}
