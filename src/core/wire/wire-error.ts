/** Why bytes are not the header that was expected. Closed: a parser never throws, whatever the bytes are. */
export type WireError =
  | { readonly code: 'truncated'; readonly neededBytes: number; readonly availableBytes: number }
  | { readonly code: 'bad-version'; readonly version: number }
  | { readonly code: 'bad-header-length'; readonly headerBytes: number }
  | { readonly code: 'bad-length'; readonly lengthBytes: number }
  | { readonly code: 'unsupported-address-type'; readonly hardwareType: number; readonly protocolType: number }
  | { readonly code: 'unknown-message-type'; readonly type: number }

export function truncated(neededBytes: number, availableBytes: number): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: { code: 'truncated', neededBytes, availableBytes } }
}
