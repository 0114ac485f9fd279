import { Component } from 'react'
import type { ReactNode } from 'react'
import type { Words } from '../../core/words/en'

interface Props {
  /** What is inside, for the sentence that replaces it. */
  readonly name: string
  readonly words: Pick<Words['page'], 'hopscopeFault' | 'tryAgain'>
  readonly children: ReactNode
}

/** A fault in one panel leaves the others standing, and says what happened. */
export class ErrorBoundary extends Component<Props, { readonly fault: string | undefined }> {
  override readonly state: { readonly fault: string | undefined } = { fault: undefined }

  static getDerivedStateFromError(error: unknown): { readonly fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === undefined) return this.props.children
    return (
      <div role="alert" className="p-4 text-body text-secondary">
        <p className="font-semibold text-ink">{this.props.words.hopscopeFault({ part: this.props.name })}</p>
        <p className="mt-1 font-mono text-caption">{fault}</p>
        <button type="button" className="mt-2 rounded-[4px] border border-control px-3 py-1 text-ink" onClick={() => this.setState({ fault: undefined })}>
          {this.props.words.tryAgain}
        </button>
      </div>
    )
  }
}
