import type { FileStore } from '../core/engine/kernel-api'
import { HostFs } from './host-fs'
import type { KernelSetting } from './host-fs'

/** Bytes that the files of one namespace may hold in all. */
const MAX_BYTES = 32 * 1024 * 1024

/** The files of one namespace: shared by all its shells, as on a host. */
export class ShellFiles {
  readonly fs: HostFs

  constructor(
    private readonly onWritten: (path: string) => void,
    setting: KernelSetting,
  ) {
    this.fs = new HostFs(MAX_BYTES, setting)
  }

  /** Files as a program sees them, which reads without waiting: those that its words could name are at hand. */
  async forCommand(argv: readonly string[], cwd: string): Promise<FileStore> {
    const contents = new Map<string, Uint8Array>()
    for (const word of argv.slice(1).flatMap(namesIn)) {
      const path = this.fs.resolvePath(cwd, word)
      const bytes = await this.read(path)
      if (bytes) contents.set(path, bytes)
    }
    return {
      read: (path) => contents.get(this.fs.resolvePath(cwd, path)),
      write: (path, bytes) => this.write(this.fs.resolvePath(cwd, path), bytes),
    }
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.fs.readFileBuffer(path)
    } catch {
      // no such file, or a directory: the program says so in its own words
      return undefined
    }
  }

  write(path: string, bytes: Uint8Array): boolean {
    try {
      this.fs.writeFileSync(path, bytes)
    } catch {
      // full, or no such directory
      return false
    }
    this.onWritten(path)
    return true
  }
}

/** A word may be a file's name, or hold one behind an option: `--filename=x`, `-fx`. */
function namesIn(word: string): readonly string[] {
  const behindEquals = word.startsWith('--') ? word.slice(word.indexOf('=') + 1) : undefined
  const behindLetter = /^-[a-zA-Z]./.test(word) ? word.slice(2) : undefined
  return [word, behindEquals, behindLetter].filter((name) => name !== undefined && name !== '' && name.length < 4096) as string[]
}
