import { Fragment } from 'react'
import { ArrowMark } from './icons'

/** Text with its arrows drawn: the Latin faces have none. */
export function ArrowText({ text }: { readonly text: string }) {
  return text.split('→').map((part, index) => (
    <Fragment key={index}>
      {index > 0 && (
        <>
          <ArrowMark size={10} />
          <span className="sr-only">→</span>
        </>
      )}
      {part}
    </Fragment>
  ))
}
