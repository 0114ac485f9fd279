import { changedFieldKey } from '../../../core/explain/changes'
import type { StackedHeader } from '../../../core/explain/header-stack'
import type { FieldView } from '../../../core/trace/dissect'
import { useWords } from '../../store/use-words'
import { fieldRange, useLit } from './lit-bytes'

/** More hex than this does not help anyone in a table cell; the byte view has it all. */
const MAX_HEX_BYTES = 8

/** Every field of a header: its name and where it is defined, its value, its bytes. */
export function FieldRows(props: { readonly item: StackedHeader; readonly bytes: Uint8Array; readonly changed: ReadonlySet<string> | undefined }) {
  const words = useWords()
  const { item, bytes, changed } = props
  if (item.header.fields.length === 0) return null
  return (
    <table className="mt-1 w-full text-caption">
      <caption className="sr-only">{words.tables.fieldsOf({ header: item.name })}</caption>
      <tbody>
        {item.header.fields.map((field) => (
          <FieldRow key={field.name} field={field} item={item} bytes={bytes} changed={changed?.has(changedFieldKey(item.index, field.name)) === true} />
        ))}
      </tbody>
    </table>
  )
}

function FieldRow(props: { readonly field: FieldView; readonly item: StackedHeader; readonly bytes: Uint8Array; readonly changed: boolean }) {
  const { field, item, bytes, changed } = props
  const { isLit, handlers } = useLit({ headerIndex: item.index, fieldName: field.name })
  const { start, end } = fieldRange(item.header, field)
  return (
    <tr {...handlers} tabIndex={0} className={`h-5 -outline-offset-2! ${changed ? 'font-semibold' : ''} ${isLit ? 'underline decoration-1 underline-offset-2' : ''}`}>
      <th scope="row" title={field.reference} className={`pr-2 text-left ${changed ? 'font-semibold' : 'font-normal'}`}>
        {field.label}
      </th>
      <td className="pr-2 font-mono">{field.text.length > 24 ? `${field.text.slice(0, 16)}…` : field.text}</td>
      <td className="text-right font-mono whitespace-nowrap">{hex(bytes, start, Math.min(end, start + MAX_HEX_BYTES)) + (end - start > MAX_HEX_BYTES ? ' …' : '')}</td>
    </tr>
  )
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
