/** Colours of iproute2 on a light terminal (lib/color.c, attr_colors_light), which it takes any for that does not tell its colours by COLORFGBG. */
const CODES = { link: 36, mac: 33, address: 35, up: 32, down: 31 } as const

/** Colours a text as `ip -c` does, or leaves it. */
export interface Paint {
  link(text: string): string
  mac(text: string): string
  address(text: string): string
  /** By the state of a link; the text may be padded. */
  state(state: string, text: string): string
}

export const PLAIN: Paint = { link: same, mac: same, address: same, state: (_, text) => text }
const COLOURED: Paint = {
  link: (text) => coloured(CODES.link, text),
  mac: (text) => coloured(CODES.mac, text),
  address: (text) => coloured(CODES.address, text),
  state: (state, text) => (state === 'UP' ? coloured(CODES.up, text) : state === 'DOWN' ? coloured(CODES.down, text) : text),
}

export function paint(isColoured: boolean): Paint {
  return isColoured ? COLOURED : PLAIN
}

/**
 * Whether a `-c[olor][=always|auto|never]`, given without its dashes, asks for colours; undefined for another option. A pipe or a
 * file is no terminal, and programs here do not know what reads them: `auto` is `never` (lib/color.c, check_enable_color).
 */
export function colourOption(name: string): boolean | undefined {
  const colour = /^c(?:o|ol|olo|olor)?(?:=(always|auto|never))?$/.exec(name)
  return colour ? colour[1] === undefined || colour[1] === 'always' : undefined
}

function same(text: string): string {
  return text
}

function coloured(code: number, text: string): string {
  return `\u001b[${code}m${text}\u001b[0m`
}
