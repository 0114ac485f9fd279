import { changedFieldKey } from '../../../core/explain/changes'
import { fieldMeaning, fieldText } from '../../../core/explain/field-meaning'
import type { StackedHeader } from '../../../core/explain/header-stack'
import type { FieldView } from '../../../core/trace/dissect'
import { useWords } from '../../store/use-words'
import { fieldRange, useLit, useLitField } from './lit-bytes'
import type { ShownFrame } from './shown-frame'

/** A table cell has room for as many, and helps nobody with more; the byte view has them all. */
const MAX_HEX_BYTES = 8
/** Of what is longer, the first. */
const CUT_HEX_BYTES = 4

/** Every field of a header: its name, value and meaning, its bytes; below them where the field in hand is defined. */
export function FieldRows({ item, frame }: { readonly item: StackedHeader; readonly frame: ShownFrame }) {
  const words = useWords()
  const lit = useLitField(item)
  if (item.header.fields.length === 0) return null
  return (
    <>
      <table className="mt-1 w-full text-caption">
        <caption className="sr-only">{words.tables.fieldsOf({ header: item.name })}</caption>
        <tbody>
          {item.header.fields.map((field) => (
            <FieldRow key={field.name} field={field} item={item} frame={frame} />
          ))}
        </tbody>
      </table>
      <p className="min-h-4 text-caption opacity-80">{lit && `${lit.label}: ${lit.reference}`}</p>
    </>
  )
}

function FieldRow({ field, item, frame }: { readonly field: FieldView; readonly item: StackedHeader; readonly frame: ShownFrame }) {
  const words = useWords()
  const { isLit, handlers } = useLit({ headerIndex: item.index, fieldName: field.name })
  const { start, end } = fieldRange(item.header, field)
  const changed = frame.changes?.changedFields.has(changedFieldKey(item.index, field.name)) === true
  const text = fieldText(field, words)
  const meaning = fieldMeaning(item.header, field, frame.owners, words)
  return (
    <tr {...handlers} tabIndex={0} title={field.reference} className={`h-5 align-baseline -outline-offset-2! ${changed ? 'font-semibold' : ''} ${isLit ? 'underline decoration-1 underline-offset-2' : ''}`}>
      <th scope="row" className={`pr-2 text-left ${changed ? 'font-semibold' : 'font-normal'}`}>
        {field.label}
      </th>
      <td className="pr-2">
        {/* of what is opaque the bytes beside it are the value */}
        {field.value !== null && <span className="mr-2 font-mono">{text}</span>}
        <span className="opacity-80">{meaning}</span>
      </td>
      <td className="text-right font-mono whitespace-nowrap">{end - start > MAX_HEX_BYTES ? `${hex(frame.bytes, start, start + CUT_HEX_BYTES)} …` : hex(frame.bytes, start, end)}</td>
    </tr>
  )
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
