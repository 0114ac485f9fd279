import { Lock } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { changedFieldKey } from '../../../core/explain/changes'
import { isCiphertext } from '../../../core/explain/header-stack'
import type { HeaderNote, StackedHeader } from '../../../core/explain/header-stack'
import { modeName } from '../../../core/explain/step-title'
import type { FieldView } from '../../../core/trace/dissect'
import { ArrowMark } from '../../components/icons'
import { useWords } from '../../store/use-words'
import { FieldRows } from './field-rows'
import { useLit } from './lit-bytes'
import type { ShownFrame } from './shown-frame'

/** The frame as nested boxes, outermost first: an envelope contains what it wraps. */
export function HeaderStackView({ frame }: { readonly frame: ShownFrame }) {
  const words = useWords()
  const { link, envelope, inner } = frame.stack
  const [first, ...rest] = envelope?.headers ?? []
  const innerBoxes = inner.map((item) => <HeaderBox key={item.index} item={item} frame={frame} face={isCiphertext(item, frame.stack) ? 'sealed' : item.header.proto === 'tag' ? 'link' : 'packet'} />)
  return (
    <div className="space-y-1" data-protocol={frame.step.protocol}>
      {link && <HeaderBox item={link} frame={frame} face="link" />}
      {envelope && first ? (
        <HeaderBox item={first} frame={frame} face="envelope" tag={words.picture.envelopeOf({ mode: modeName(envelope.mode) })}>
          <div className="mt-1 space-y-1">
            {rest.map((item) => (
              <HeaderBox key={item.index} item={item} frame={frame} face="link" />
            ))}
            {innerBoxes}
          </div>
        </HeaderBox>
      ) : (
        innerBoxes
      )}
    </div>
  )
}

const FACES = {
  link: 'border border-box bg-panel text-ink',
  envelope: 'border-2 border-hue bg-tint text-ink',
  packet: 'border border-strong bg-fill text-fill-text',
  sealed: 'sealed border border-hue bg-tint text-ink',
} as const

/** A clear patch of the hatching. */
const CLEAR = 'rounded-[2px] bg-panel px-1 -ml-1'

interface HeaderBoxProps {
  readonly item: StackedHeader
  readonly frame: ShownFrame
  readonly face: keyof typeof FACES
  readonly tag?: string
  readonly children?: ReactNode
}

function HeaderBox({ item, frame, face, tag, children }: HeaderBoxProps) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  const { isLit, handlers } = useLit({ headerIndex: item.index, fieldName: undefined })
  const changed = frame.changes?.changedFields
  return (
    <div data-mode={frame.stack.envelope?.mode ?? 'direct'} className={`rounded-[4px] px-2 py-1 ${FACES[face]} ${isLit ? 'ring-1 ring-current' : ''}`}>
      <button
        type="button"
        aria-expanded={open}
        title={open ? words.page.hideFields : words.page.showFields}
        onClick={() => setOpen(!open)}
        {...handlers}
        className="flex w-full items-baseline justify-between gap-2 text-left"
      >
        <span className={`font-semibold ${face === 'sealed' ? CLEAR : ''}`}>
          {face === 'sealed' && <Lock aria-hidden="true" size={12} className="mr-1.5 inline align-[-1px] text-hue" />}
          {item.name}
          {tag !== undefined && <span className="ml-2 text-hue">{tag}</span>}
        </span>
        <span className={`font-mono text-caption ${face === 'sealed' ? CLEAR : ''}`}>{item.sizeText} B</span>
      </button>
      {face === 'sealed' && frame.inside && <p className={`mt-0.5 w-fit text-caption ${CLEAR}`}>{words.page.padded({ packet: frame.inside.packetBytes, padding: frame.inside.paddingBytes })}</p>}
      {item.ends && <Ends item={item} changed={changed} />}
      {item.notes.length > 0 && !open && (
        <p className="flex flex-wrap gap-x-3 text-caption">
          {item.notes.map((note) => (
            <Note key={note.label} note={note} item={item} changed={changed} />
          ))}
        </p>
      )}
      {open && <FieldRows item={item} frame={frame} />}
      {children}
    </div>
  )
}

function Ends({ item, changed }: { readonly item: StackedHeader; readonly changed: ReadonlySet<string> | undefined }) {
  if (!item.ends) return null
  return (
    <p className="flex items-center gap-2 font-mono text-caption">
      <FieldText field={item.ends.source} item={item} changed={changed} />
      <ArrowMark size={11} />
      <span className="sr-only">→</span>
      <FieldText field={item.ends.destination} item={item} changed={changed} />
    </p>
  )
}

function FieldText({ field, item, changed }: { readonly field: FieldView; readonly item: StackedHeader; readonly changed: ReadonlySet<string> | undefined }) {
  const { isLit, handlers } = useLit({ headerIndex: item.index, fieldName: field.name })
  const weight = changed?.has(changedFieldKey(item.index, field.name)) ? 'font-semibold' : ''
  return (
    <span {...handlers} className={`${weight} ${isLit ? 'underline decoration-2 underline-offset-2' : ''}`}>
      {field.text}
    </span>
  )
}

function Note({ note, item, changed }: { readonly note: HeaderNote; readonly item: StackedHeader; readonly changed: ReadonlySet<string> | undefined }) {
  const { isLit, handlers } = useLit({ headerIndex: item.index, fieldName: note.field?.name })
  const isChanged = note.field !== undefined && changed?.has(changedFieldKey(item.index, note.field.name)) === true
  return (
    <span {...handlers} className={isLit && note.field ? 'underline decoration-2 underline-offset-2' : ''}>
      {note.label} <span className={isChanged ? 'font-semibold' : 'font-medium'}>{note.value}</span>
    </span>
  )
}
