import { bytesOfByteString } from '../core/base/byte-string'

/** What is piped or redirected into a command of the shell; every character is a byte. The shell hides that it is a text. */
export function inputBytes({ stdin }: { readonly stdin: unknown }): string {
  return typeof stdin === 'string' ? stdin : ''
}

/** The same as the text that it is. */
export function inputText(context: { readonly stdin: unknown }): string {
  return textOfBytes(inputBytes(context))
}

/** Bytes as a terminal shows them: those that are no UTF-8 are replaced. */
export function textOfBytes(byteString: string): string {
  return new TextDecoder().decode(bytesOfByteString(byteString))
}
