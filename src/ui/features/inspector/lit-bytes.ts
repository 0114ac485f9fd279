import { createContext, use } from 'react'
import type { FieldView, HeaderView } from '../../../core/trace/dissect'

/** What is pointed at, in the stack or in the bytes: a whole header, or one field of it. */
export interface Lit {
  readonly headerIndex: number
  readonly fieldName: string | undefined
}

export interface LitContextValue {
  readonly lit: Lit | undefined
  readonly light: (lit: Lit | undefined) => void
}

export const LitContext = createContext<LitContextValue>({ lit: undefined, light: () => undefined })

/** The pointing that stack and bytes share, and handlers for whatever stands for `target`. */
export function useLit(target: Lit) {
  const { lit, light } = use(LitContext)
  return {
    isLit: lit?.headerIndex === target.headerIndex && lit.fieldName === target.fieldName,
    handlers: {
      onPointerEnter: () => light(target),
      onPointerLeave: () => light(undefined),
      onFocus: () => light(target),
      onBlur: () => light(undefined),
    },
  }
}

/** The field of a header that is pointed at, if one is. */
export function useLitField({ index, header }: { readonly index: number; readonly header: HeaderView }): FieldView | undefined {
  const { lit } = use(LitContext)
  return lit?.headerIndex === index ? header.fields.find(({ name }) => name === lit.fieldName) : undefined
}

/** The half-open range of the frame's bytes that a header or field lies in. */
export function byteRange(headers: readonly HeaderView[], lit: Lit | undefined): { readonly start: number; readonly end: number } {
  const header = lit && headers[lit.headerIndex]
  if (!header) return { start: 0, end: 0 }
  const field = header.fields.find(({ name }) => name === lit.fieldName)
  if (!field) return { start: header.byteOffset, end: header.byteOffset + header.byteLength }
  return fieldRange(header, field)
}

export function fieldRange(header: HeaderView, field: FieldView): { readonly start: number; readonly end: number } {
  return {
    start: header.byteOffset + (field.bitOffset >>> 3),
    end: header.byteOffset + ((field.bitOffset + field.bitWidth + 7) >>> 3),
  }
}

/** The header and field that a byte belongs to; of several fields in one byte the first. */
export function litAt(headers: readonly HeaderView[], byteIndex: number): Lit | undefined {
  const headerIndex = headers.findIndex((header) => byteIndex >= header.byteOffset && byteIndex < header.byteOffset + header.byteLength)
  const header = headers[headerIndex]
  if (!header) return undefined
  const field = header.fields.find((candidate) => {
    const { start, end } = fieldRange(header, candidate)
    return byteIndex >= start && byteIndex < end
  })
  return { headerIndex, fieldName: field?.name }
}
