import { x25519 } from '@noble/curves/ed25519.js'
import { base64Decode, base64Encode } from '../base/base64'

export const WIREGUARD_KEY_BYTES = 32

/** The public key of a private one (RFC 7748), both Base64; `undefined` when the text is no key. */
export function wireguardPublicKey(privateKey: string): string | undefined {
  const secret = base64Decode(privateKey)
  return secret?.length === WIREGUARD_KEY_BYTES ? base64Encode(x25519.getPublicKey(secret)) : undefined
}
