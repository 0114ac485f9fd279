import { use, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { headerStack } from '../../../core/explain/header-stack'
import type { HeaderView } from '../../../core/trace/dissect'
import type { Words } from '../../../core/words/en'
import { Section } from '../../components/section'
import { useElementWidth } from '../../components/use-element-width'
import { useWords } from '../../store/use-words'
import { LitContext, byteRange, litAt } from './lit-bytes'
import type { Lit } from './lit-bytes'
import type { ShownFrame } from './shown-frame'

/** A row of 16 takes this much room; a narrower panel gets rows of 8. */
const WIDE_ROW_PX = 366
/** Bytes shown before somebody asks for the rest. */
const FIRST_BYTES = 48

/** The frame in hexadecimal; pointing at a byte lights its field in the stack, and the other way round. */
export function ByteView({ frame }: { readonly frame: ShownFrame }) {
  const words = useWords()
  const { lit, light } = use(LitContext)
  const [all, setAll] = useState(false)
  const { bytes, headers } = frame
  const restLit = outerHeader(frame)
  const shown = lit ?? restLit
  const { start, end } = byteRange(headers, shown)
  const [ref, width] = useElementWidth<HTMLDivElement>()
  const rowBytes = width >= WIDE_ROW_PX ? 16 : 8
  const rowCount = Math.ceil((all ? bytes.length : Math.min(bytes.length, Math.max(FIRST_BYTES, lit ? end : 0))) / rowBytes)
  const aside = (
    <span className="flex gap-2">
      <span aria-live="polite">{lit ? litWords(headers, lit, start, end, words) : restLit ? words.page.outerLit : ''}</span>
      {bytes.length > FIRST_BYTES && (
        <button type="button" aria-expanded={all} onClick={() => setAll(!all)} className="text-secondary underline underline-offset-2">
          {all ? words.page.fewer : words.page.more({ count: bytes.length - FIRST_BYTES })}
        </button>
      )}
    </span>
  )
  return (
    <Section title={words.page.bytes} aside={aside}>
      <div
        ref={ref}
        role="group"
        aria-label={words.page.bytesLong}
        tabIndex={0}
        data-mode={frame.stack.envelope?.mode ?? 'direct'}
        onPointerOver={(event) => light(pointedAt(event, headers))}
        onPointerLeave={() => light(undefined)}
        onBlur={() => light(undefined)}
        onKeyDown={(event) => moveByKey(event, headers, bytes.length, shown ? start : -1, end, rowBytes, light)}
        className="font-mono text-caption/[18px]"
      >
        {Array.from({ length: rowCount }, (_, row) => (
          <ByteRow key={row} row={bytes.subarray(row * rowBytes, (row + 1) * rowBytes)} offset={row * rowBytes} start={start} end={end} />
        ))}
      </div>
    </Section>
  )
}

function ByteRow({ row, offset, start, end }: { readonly row: Uint8Array; readonly offset: number; readonly start: number; readonly end: number }) {
  return (
    <div className="flex">
      <span className="mr-3 text-tertiary">{offset.toString(16).padStart(4, '0')}</span>
      {Array.from(row, (byte, i) => {
        const isLit = offset + i >= start && offset + i < end
        return (
          <span
            key={i}
            data-byte={offset + i}
            className={`px-[3px] ${i === 8 ? 'ml-2' : ''} ${isLit ? 'font-semibold text-ink shadow-[inset_0_-2px_0_var(--hue)]' : 'text-secondary'}`}
          >
            {byte.toString(16).padStart(2, '0')}
          </span>
        )
      })}
    </div>
  )
}

/** At rest the envelope's outer IP header is lit: it is what this hop has and a plain one has not. */
function outerHeader(frame: ShownFrame): Lit | undefined {
  const outer = headerStack(frame.headers).envelope?.headers[0]
  return outer && { headerIndex: outer.index, fieldName: undefined }
}

function litWords(headers: readonly HeaderView[], lit: Lit, start: number, end: number, { tables }: Words): string {
  const header = headers[lit.headerIndex]
  const name = header?.fields.find((field) => field.name === lit.fieldName)?.label ?? header?.title ?? ''
  return tables.byteRange({ what: name, count: end - start, at: start })
}

function pointedAt(event: PointerEvent, headers: readonly HeaderView[]): Lit | undefined {
  const cell = event.target instanceof Element ? event.target.closest('[data-byte]') : null
  return cell ? litAt(headers, Number(cell.getAttribute('data-byte'))) : undefined
}

function moveByKey(
  event: KeyboardEvent,
  headers: readonly HeaderView[],
  count: number,
  start: number,
  end: number,
  rowBytes: number,
  light: (lit: Lit | undefined) => void,
): void {
  const to = { ArrowRight: end, ArrowLeft: start - 1, ArrowDown: start + rowBytes, ArrowUp: start - rowBytes }[event.key]
  if (to === undefined || to < 0 || to >= count) return
  event.preventDefault()
  light(litAt(headers, to))
}
