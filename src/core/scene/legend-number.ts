/** A step's number as the legend shows it: in a disc, in a pill where it is longer, and none where no pill of the legend holds it. */
export function legendNumber(text: string): { readonly text: string; readonly sizePx: number; readonly widthPx: number } {
  if (text.length <= 2) return { text, sizePx: 10, widthPx: 14.5 }
  return text.length === 3 ? { text, sizePx: 8.5, widthPx: 18.5 } : { text: '…', sizePx: 10, widthPx: 18.5 }
}
