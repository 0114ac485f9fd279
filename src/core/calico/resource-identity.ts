import { sha1 } from '@noble/hashes/legacy.js'
import { utf8Bytes } from './byte-text'

/** Ids that a real cluster draws at random, made of names here so that a command prints the same each time. */

/** A UUID in the form of `metadata.uid`. */
export function resourceUid(key: string): string {
  const hex = digest(`uid of ${key}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** 64 hex digits, as a container runtime gives them. */
export function containerId(namespace: string, pod: string): string {
  return (digest(`sandbox of ${namespace}/${pod}`) + digest(`of ${namespace}/${pod}`)).slice(0, 64)
}

function digest(text: string): string {
  return Array.from(sha1(utf8Bytes(text)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
