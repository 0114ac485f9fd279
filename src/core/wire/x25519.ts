const KEY_BYTES = 32
const FIELD = 2n ** 255n - 19n
/** (486662 - 2) / 4 */
const A24 = 121_665n
const BASE_POINT = Uint8Array.from({ length: KEY_BYTES }, (_, i) => (i === 0 ? 9 : 0))

/** As `wg genkey` does: random bytes as RFC 7748, section 5, has them where they become a private key. */
export function clampPrivateKey(bytes: Uint8Array): Uint8Array {
  const clamped = Uint8Array.from(bytes)
  clamped[0] = (clamped[0] as number) & 248
  clamped[31] = ((clamped[31] as number) & 127) | 64
  return clamped
}

export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return timesPoint(privateKey, BASE_POINT)
}

/** Undefined for what is no key, and for the points of small order, which give no secret (RFC 7748, section 6.1). */
export function sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  if (publicKey.length !== KEY_BYTES) return undefined
  const secret = timesPoint(privateKey, publicKey)
  return secret.some((byte) => byte !== 0) ? secret : undefined
}

/**
 * The Montgomery ladder of RFC 7748, section 5. The time that it takes tells something of the key, which is no matter here: the
 * keys of a lab are in its trace, for all to see. 32 bytes each.
 */
function timesPoint(privateKey: Uint8Array, point: Uint8Array): Uint8Array {
  const key = clampPrivateKey(privateKey)
  const u = (numberOf(point) & (2n ** 255n - 1n)) % FIELD
  let [x2, z2, x3, z3] = [1n, 0n, u, 1n]
  let isSwapped = false
  for (let t = 254; t >= 0; t--) {
    const bit = (((key[t >> 3] as number) >> (t & 7)) & 1) === 1
    if (bit !== isSwapped) [x2, z2, x3, z3] = [x3, z3, x2, z2]
    isSwapped = bit
    const a = x2 + z2
    const aa = (a * a) % FIELD
    const b = x2 - z2
    const bb = (b * b) % FIELD
    const e = aa - bb
    const da = ((x3 - z3) * a) % FIELD
    const cb = ((x3 + z3) * b) % FIELD
    const sum = da + cb
    const difference = da - cb
    x3 = (sum * sum) % FIELD
    z3 = (u * ((difference * difference) % FIELD)) % FIELD
    x2 = (aa * bb) % FIELD
    z2 = (e * (aa + A24 * e)) % FIELD
  }
  return bytesOf(isSwapped ? x3 * inverseOf(z3) : x2 * inverseOf(z2))
}

/** By the extended Euclidean algorithm; 0 of 0. */
function inverseOf(value: bigint): bigint {
  let [a, b] = [inField(value), FIELD]
  let [x, u] = [0n, 1n]
  while (a !== 0n) {
    const quotient = b / a
    ;[b, a] = [a, b - a * quotient]
    ;[x, u] = [u, x - u * quotient]
  }
  return b === 1n ? x : 0n
}

function inField(value: bigint): bigint {
  const rest = value % FIELD
  return rest < 0n ? rest + FIELD : rest
}

/** In little-endian order, as all of RFC 7748. */
function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((number, byte) => (number << 8n) + BigInt(byte), 0n)
}

function bytesOf(value: bigint): Uint8Array {
  let rest = inField(value)
  return Uint8Array.from({ length: KEY_BYTES }, () => {
    const byte = Number(rest & 255n)
    rest >>= 8n
    return byte
  })
}
