import { useMemo } from 'react'
import { headerStack } from '../../../core/explain/header-stack'
import type { StackedHeader } from '../../../core/explain/header-stack'
import type { PictureMoment } from '../../../core/picture/moment'
import { pictureStage } from '../../../core/picture/moment'
import { SLIDE } from '../../../core/picture/slide'
import { headingOf } from '../../../core/picture/stage-picture'
import { toldFrame } from '../../../core/scene/told-frame'
import { useWords } from '../../store/use-words'

/** What the slide shows: read out with each step to those who listen, and on a screen too small for a slide read beside the stage. */
export function SlideInWords({ moment, className }: { readonly moment: PictureMoment; readonly className: string }) {
  const words = useWords()
  const { inventory, trace, steps, step, ends } = moment
  const stage = useMemo(() => pictureStage({ inventory, steps, ends, words }, SLIDE), [inventory, steps, ends, words])
  const { title, text } = headingOf(moment, stage)
  const stack = useMemo(() => headerStack(toldFrame(trace, steps, step)?.headers ?? [], words), [trace, steps, step, words])
  const faceOf = (item: StackedHeader): string => (stack.envelope?.headers.includes(item) === true ? 'border-hue bg-tint text-ink' : stack.inner.includes(item) && item.header.proto !== 'tag' ? 'border-strong bg-fill text-fill-text' : 'border-box')
  return (
    <div className={className} tabIndex={-1}>
      <div aria-live="polite">
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-1 text-secondary">{text}</p>
      </div>
      <ol aria-label={words.present.headers} data-protocol={steps[step]?.protocol} data-mode={stack.envelope?.mode} className="mt-3 space-y-1">
        {stack.all.map((item) => (
          <li key={item.index} className={`flex flex-wrap justify-between gap-x-3 rounded-[3px] border px-2 py-0.5 ${faceOf(item)}`}>
            <span className="font-semibold">{item.name}</span>
            <span className="font-mono">{item.sizeText} B</span>
            {item.ends && (
              <span className="w-full font-mono text-body break-words">
                {item.ends.source.text} → {item.ends.destination.text}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}
