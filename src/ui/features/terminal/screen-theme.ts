import type { ITheme } from '@xterm/xterm'

/** The page's colours for a terminal; the sixteen of a terminal are those of the roles nearest to them. */
export function screenTheme(element: Element): ITheme {
  const style = getComputedStyle(element)
  const colour = (role: string): string => style.getPropertyValue(`--${role}`).trim()
  const [ink, panel] = [colour('text-primary'), colour('surface-panel')]
  return {
    background: panel,
    foreground: ink,
    cursor: ink,
    cursorAccent: panel,
    selectionBackground: colour('surface-selected'),
    black: ink,
    red: colour('outcome-drop-hue'),
    green: colour('mode-wireguard-hue'),
    yellow: colour('protocol-arp-strong'),
    blue: colour('mode-vxlan-hue'),
    magenta: colour('protocol-icmp-strong'),
    cyan: colour('protocol-udp-strong'),
    white: colour('text-secondary'),
    brightBlack: colour('text-tertiary'),
    brightRed: colour('outcome-drop-hue'),
    brightGreen: colour('mode-wireguard-hue'),
    brightYellow: colour('mode-ipip-hue'),
    brightBlue: colour('mode-vxlan-hue'),
    brightMagenta: colour('protocol-icmp-strong'),
    brightCyan: colour('protocol-udp-strong'),
    brightWhite: ink,
  }
}
