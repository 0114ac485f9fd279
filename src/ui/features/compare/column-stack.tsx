import { Lock } from 'lucide-react'
import type { ColumnPacket, ColumnPart, FlowColumn } from '../../../core/explain/flow-column'
import { MODE_WORDS } from '../../../core/explain/lab-words'
import { withCommas } from '../../../core/explain/sentence'
import { useWords } from '../../store/use-words'

/** Longer parts are drawn no higher than this many, and say so. */
const MOST_BYTES = 126
/** Fewer have no room for a second line. */
const TWO_LINES_BYTES = 16
/** In a higher part the words stand at its top, in a lower one in its middle. */
const LOW_BYTES = 32

const FACES: Readonly<Record<ColumnPart['face'], string>> = {
  link: 'border-box bg-app',
  envelope: 'border-hue bg-tint',
  packet: 'border-strong bg-fill text-fill-text',
  sealed: 'sealed border-hue bg-tint',
}

/** What the first packet is where it first leaves a node, and its headers; beside them those of what comes back in another envelope. */
export function ColumnStack({ column, frontBytes, leastBytes }: { readonly column: FlowColumn; readonly frontBytes: number; readonly leastBytes: number }) {
  const { compareView } = useWords()
  const { wire, place, otherBack } = column
  return (
    <>
      <p className="mb-2 short:mb-1">
        {wire ? (
          <>
            <span className="text-title font-semibold">{withCommas(wire.bytes)} B</span> {wire.bytes > leastBytes && <span className="font-medium">+{wire.bytes - leastBytes} B</span>} <span className="text-secondary">{compareView.onTheWire}, {place}</span>
          </>
        ) : (
          <span className="text-secondary">{compareView.neverLeft}</span>
        )}
        {otherBack && <span className="block">{compareView.back({ bytes: withCommas(otherBack.frame.bytes), place: otherBack.place, mode: MODE_WORDS[otherBack.frame.mode] })}</span>}
      </p>
      {otherBack ? (
        <div className="grid grid-cols-2 gap-x-1">
          <Packet packet={column} frontBytes={frontBytes} way={compareView.ways.there} />
          <Packet packet={otherBack} frontBytes={frontBytes} way={compareView.ways.back} />
        </div>
      ) : (
        <Packet packet={column} frontBytes={frontBytes} />
      )}
    </>
  )
}

/** Headers as boxes of their bytes' height, in `--byte`, one scale for all columns: eight bytes are a line of text; the pod's own packet begins at the same height in every column. */
function Packet({ packet, frontBytes, way }: { readonly packet: ColumnPacket; readonly frontBytes: number; readonly way?: string }) {
  const { compareView } = useWords()
  return (
    <div className="min-w-0" style={{ paddingTop: height(frontBytes - packet.frontBytes) }}>
      <ol aria-label={way} className="text-ink forced-color-adjust-none" data-mode={packet.mode} data-protocol={packet.protocol}>
        {packet.parts.map((part, index) => {
          const isCut = part.bytes > MOST_BYTES
          return (
            <li key={index} style={{ height: height(Math.min(part.bytes, MOST_BYTES)) }} className={`overflow-hidden rounded-[3px] border px-1.5 text-caption leading-[13px] ${part.bytes < LOW_BYTES ? 'flex flex-col justify-center' : 'pt-1'} ${FACES[part.face]}`}>
              <span className="flex justify-between gap-2">
                <span className="truncate font-medium">{part.name}</span>
                <span className="font-mono whitespace-nowrap">
                  {withCommas(part.bytes)} B{isCut && `, ${compareView.folded}`}
                </span>
              </span>
              {part.face === 'sealed' && (
                <span className="mt-1 flex w-fit items-center gap-1 rounded-[2px] bg-panel px-1">
                  <Lock aria-hidden="true" size={10} className="shrink-0" /> {compareView.lock}
                </span>
              )}
              {part.bytes >= TWO_LINES_BYTES && part.ends && <Ends {...part.ends} />}
            </li>
          )
        })}
      </ol>
      {way !== undefined && packet.parts.length > 0 && (
        <p aria-hidden="true" className="text-center text-caption text-secondary">
          {way}
        </p>
      )}
    </div>
  )
}

/** In one line: what has no room in it is left out whole. */
function Ends({ source, destination }: NonNullable<ColumnPart['ends']>) {
  return (
    <span className="flex h-[13px] shrink-0 flex-wrap gap-x-[1ch] overflow-hidden font-mono whitespace-nowrap">
      <span>{source}</span>
      <span>→ {destination}</span>
    </span>
  )
}

function height(bytes: number): string {
  return `calc(var(--byte) * ${bytes})`
}
