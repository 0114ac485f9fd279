/** Stands in for node:zlib, which the shell's package names and a browser has not; the commands that would use it are left out. */
export function gunzipSync(): never {
  throw new Error('there is no compression here')
}

export const gzipSync = gunzipSync
export const constants = {}
