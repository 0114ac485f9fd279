import type { FieldView, HeaderView } from '../trace/dissect'
import { optionName } from '../trace/option-fields'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { fieldWordsIn } from '../words/fields'
import type { FieldWords } from '../words/fields'
import { FIELD_MEANINGS } from './field-meanings'
import { fieldNamed } from './header-stack'

/** Who has an address in this lab, by its text; empty where nobody or more than one has it. */
export interface Owners {
  readonly ofAddress: (address: string) => string
  readonly ofMac: (mac: string) => string
}

const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'
/** On the host end of every pod's link (felix/config: the interfaces are point-to-point, nobody else hears it). */
const CALICO_MAC = 'ee:ee:ee:ee:ee:ee'

/** What a field says beyond the number, in one clause: a protocol's name, a length in bytes, whose address it is, what it is for. */
export function fieldMeaning(header: HeaderView, field: FieldView, owners: Owners, words: Words = EN): string {
  const fields = fieldWordsIn(words)
  const other = (name: string): number => fieldNamed(header, name)?.value ?? 0
  const { value, text } = field
  return FIELD_MEANINGS[header.proto]?.[optionName(field.name)]?.({ value: value ?? 0, text, header, other, owner: ownerOf(field, owners, fields), fields }) ?? ''
}

function ownerOf({ text, bitWidth, value }: FieldView, owners: Owners, fields: FieldWords): string {
  if (value === null) return ''
  if (bitWidth === 32 && text.includes('.')) return owners.ofAddress(text)
  if (bitWidth !== 48 || !text.includes(':')) return ''
  if (text === BROADCAST_MAC) return fields.broadcast
  return text === CALICO_MAC ? fields.calicoMac : owners.ofMac(text)
}

/** A field's value as a person reads it: flags are words. */
export function fieldText(field: FieldView, words: Words = EN): string {
  const fields = fieldWordsIn(words)
  return field.bitWidth === 1 ? (field.value === 1 ? fields.set : fields.notSet) : field.text
}
