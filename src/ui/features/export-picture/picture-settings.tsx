import type { PictureThemeName } from '../../../core/picture/picture-themes'
import { PICTURE_THEME_NAMES } from '../../../core/picture/picture-themes'
import { Segmented } from '../../components/segmented'
import { useAppStore } from '../../store/app-store'
import { PICTURE_FORMATS, PNG_SCALES } from './picture-file'
import type { PictureFormat } from './picture-file'

export interface PictureChoice {
  /** The whole lab as large as it is, or a slide with the header stack. */
  readonly subject: 'stage' | 'slide'
  readonly format: PictureFormat
  /** Of a PNG. */
  readonly scale: number
  readonly background: PictureThemeName
  readonly withCaption: boolean
  readonly withLegend: boolean
}

interface Props {
  readonly choice: PictureChoice
  readonly size: { readonly width: number; readonly height: number } | undefined
  readonly onChange: (change: Partial<PictureChoice>) => void
}

export function PictureSettings({ choice, size, onChange }: Props) {
  const words = useAppStore((state) => state.words.exportPicture)
  const scales = PNG_SCALES.map((scale) => ({ value: String(scale), label: `${scale}×` }))
  const pixels = size === undefined ? '' : `${Math.round(size.width * pngScale(choice))} × ${Math.round(size.height * pngScale(choice))}`
  return (
    <div className="flex w-64 shrink-0 flex-col gap-3 max-side:w-full">
      <Setting name={words.subject}>
        <Segmented label={words.subject} name="picture-subject" value={choice.subject} options={[{ value: 'stage', label: words.stage }, { value: 'slide', label: words.slide }]} onChange={(subject) => onChange({ subject })} />
      </Setting>
      <Setting name={words.format}>
        <Segmented label={words.format} name="picture-format" value={choice.format} options={PICTURE_FORMATS.map((value) => ({ value, label: value.toUpperCase() }))} onChange={(format) => onChange({ format })} />
      </Setting>
      {choice.format === 'png' && (
        <Setting name={words.size}>
          <Segmented label={words.size} name="picture-scale" value={String(choice.scale)} options={scales} onChange={(scale) => onChange({ scale: Number(scale) })} />
        </Setting>
      )}
      <label className="flex flex-col gap-1">
        <span className="text-secondary">{words.background}</span>
        <select value={choice.background} onChange={(event) => onChange({ background: PICTURE_THEME_NAMES.find((name) => name === event.target.value) ?? 'light' })} className="h-7 rounded-[4px] border border-control bg-panel px-2">
          {PICTURE_THEME_NAMES.map((name) => (
            <option key={name} value={name}>
              {words.backgrounds[name]}
            </option>
          ))}
        </select>
      </label>
      {choice.subject === 'stage' && (
        <fieldset className="flex flex-col">
          <legend className="mb-1 text-secondary">{words.include}</legend>
          <Check label={words.caption} checked={choice.withCaption} onChange={(withCaption) => onChange({ withCaption })} />
          <Check label={words.legend} checked={choice.withLegend} onChange={(withLegend) => onChange({ withLegend })} />
        </fieldset>
      )}
      <p className="text-caption text-tertiary">{choice.format === 'svg' ? words.svgNote : words.pixels({ size: pixels })}</p>
    </div>
  )
}

function pngScale(choice: PictureChoice): number {
  return choice.format === 'png' ? choice.scale : 1
}

function Setting(props: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <span aria-hidden="true" className="text-secondary">
        {props.name}
      </span>
      {props.children}
    </div>
  )
}

function Check(props: { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void }) {
  return (
    <label className="flex h-6 items-center gap-1.5">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} className="accent-(--text-primary)" />
      {props.label}
    </label>
  )
}
