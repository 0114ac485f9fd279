/** `5`, `0.2`, `2s`, `1m`, in seconds of simulated time. */
export function secondsOf(word: string | undefined): number | undefined {
  const match = /^(\d*\.?\d+)([smh]?)$/.exec(word ?? '')
  return match ? Number(match[1]) * { s: 1, m: 60, h: 3600, '': 1 }[match[2] as 's' | 'm' | 'h' | ''] : undefined
}
