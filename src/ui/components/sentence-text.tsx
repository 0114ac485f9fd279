import type { Sentence } from '../../core/explain/sentence'

export function SentenceText({ sentence }: { readonly sentence: Sentence }) {
  return (
    <p className="text-body/[18px] text-secondary">
      {sentence.map((part, index) =>
        part.strong ? (
          <strong key={index} className="font-semibold text-ink">
            {part.text}
          </strong>
        ) : (
          part.text
        ),
      )}
    </p>
  )
}
