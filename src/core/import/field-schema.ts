import * as z from 'zod/mini'
import { parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'
import { parseMac } from '../wire/mac-address'
import { isFieldForm } from '../words/en-problems'
import type { FieldForm } from '../words/en-problems'

// zod would otherwise try to compile its parsers with `new Function`, which the page's content security policy forbids
z.config({ jitless: true })

/** What a check of a schema says when it fails: which form the field has not, and what more is known. `fieldFormOf` reads it. */
export function notOfForm(form: FieldForm, detail = ''): string {
  return `form:${form}|${detail}`
}

/** What a failed check said, if `notOfForm` made it. */
export function fieldFormOf(message: string): { readonly form: FieldForm; readonly detail: string } | undefined {
  const [, form = '', detail = ''] = /^form:([^|]*)\|(.*)$/s.exec(message) ?? []
  return isFieldForm(form) ? { form, detail } : undefined
}

/** A string that a check accepts. */
function checked(pattern: RegExp, check: (text: string) => boolean, form: FieldForm) {
  return z.string().check(z.regex(pattern, { error: notOfForm(form), abort: true }), z.refine(check, { error: notOfForm(form) }))
}

export const ipv4Field = checked(
  /^\d{1,3}(\.\d{1,3}){3}$/,
  (text) => parseIpv4(text) !== undefined,
  'ipv4',
)

/** A network: no bits beyond the prefix. */
export const cidrField = checked(
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
  (text) => parseIpv4Prefix(text) !== undefined,
  'cidr',
)

/** An interface's address with its mask: 192.168.10.101/24. */
export const interfaceAddressField = checked(
  /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/,
  (text) => parseInterfaceAddress(text) !== undefined,
  'interface-address',
)

export const macField = checked(
  /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/,
  (text) => parseMac(text) !== undefined && (parseInt(text.slice(0, 2), 16) & 1) === 0,
  'mac',
)

/** RFC 1123 subdomain, as Kubernetes asks of node and pod names. */
export const nameField = z.string().check(z.maxLength(253, { error: notOfForm('long-name') }), z.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, { error: notOfForm('name') }))

const RESERVED_LINKS = /^(lo|tunl0|vxlan\.calico|wireguard\.cali|cali.*)$/

export const linkNameField = checked(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
  (text) => !RESERVED_LINKS.test(text),
  'link-name',
)

/** 68 is the least that IPv4 allows (RFC 791), 65535 the most that a veth takes. */
export const mtuField = z.int().check(z.minimum(68), z.maximum(65535))

/** 0 means that Felix works it out. */
export const autoMtuField = z.union([z.literal(0), mtuField])

export const wireguardKeyField = z.string().check(z.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, { error: notOfForm('wireguard-key') }))

export interface InterfaceAddress {
  readonly address: NonNullable<ReturnType<typeof parseIpv4>>
  readonly prefixLength: number
}

/** Reads `a.b.c.d/n` with host bits; `undefined` when it is none. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const [addressText = '', lengthText = '', ...rest] = text.split('/')
  const address = parseIpv4(addressText)
  if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(lengthText) || Number(lengthText) > 32) return undefined
  return { address, prefixLength: Number(lengthText) }
}
