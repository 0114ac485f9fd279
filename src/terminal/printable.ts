/** What a terminal may be told: colours, to clear the screen or a line, to move the cursor home; tabs, line ends, backspace. */
// eslint would have control characters written as escapes, which they are
const HARMLESS = /\u001b\[[0-9;]*m|\u001b\[[0-3]?[JK]|\u001b\[(?:1;1)?H|[\t\n\r\b]/y
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Text with every control sequence spelled out (`^[`) that could do more to a terminal than colour a line or clear it:
 * names in a lab and arguments of a command are not trusted.
 */
export function printable(text: string): string {
  if (!CONTROL.test(text)) return text
  let safe = ''
  for (let i = 0; i < text.length; ) {
    HARMLESS.lastIndex = i
    const harmless = HARMLESS.exec(text)
    if (harmless) {
      safe += harmless[0]
      i += harmless[0].length
    } else safe += spelled(text.charAt(i++))
  }
  return safe
}

function spelled(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  if (code === 0x7f) return '^?'
  return code >= 0x80 && code < 0xa0 ? `\\x${code.toString(16)}` : character
}

/** Errors of the shell's library without its advice to whoever embeds it, and its traces (`set -x`) without our own variables. */
export function withoutAdvice(text: string): string {
  return text.replaceAll(/, increase executionLimits\.\w+/g, '').replaceAll(/^\++ HOPSCOPE_\w+=.*\n/gm, '')
}
