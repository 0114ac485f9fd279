import { InMemoryFs } from 'just-bash/browser'
import { KERNEL_RELEASE } from '../core/shell/system/uname'

/** Asks for or sets a kernel setting by its path below /proc/sys; undefined: there is none, or it does not take the value. */
export type KernelSetting = (key: string, value?: string) => string | undefined

const SETTINGS = '/proc/sys/'
const VERSION = '/proc/version'

/** Files of a host: in memory, but for /proc/sys, where the kernel's own settings are read and written. */
export class HostFs extends InMemoryFs {
  constructor(
    maxTotalBytes: number,
    private readonly setting: KernelSetting,
  ) {
    super({}, { maxTotalBytes })
  }

  override async readFile(...args: Parameters<InMemoryFs['readFile']>): Promise<string> {
    this.refresh(args[0])
    return super.readFile(...args)
  }

  override async readFileBytes(path: string): ReturnType<InMemoryFs['readFileBytes']> {
    this.refresh(path)
    return super.readFileBytes(path)
  }

  override async readFileBuffer(path: string): Promise<Uint8Array> {
    this.refresh(path)
    return super.readFileBuffer(path)
  }

  override async exists(path: string): Promise<boolean> {
    this.refresh(path)
    return super.exists(path)
  }

  override async stat(path: string): ReturnType<InMemoryFs['stat']> {
    this.refresh(path)
    return super.stat(path)
  }

  override async writeFile(...args: Parameters<InMemoryFs['writeFile']>): Promise<void> {
    if (!this.set(args[0], args[1])) await super.writeFile(...args)
  }

  override async appendFile(...args: Parameters<InMemoryFs['appendFile']>): Promise<void> {
    if (!this.set(args[0], args[1])) await super.appendFile(...args)
  }

  /** What is in memory of a setting is what the kernel has now; the library would tell its own name as the kernel's. */
  private refresh(path: string): void {
    if (path === VERSION) super.writeFileSync(path, `Linux version ${KERNEL_RELEASE} #1 SMP\n`)
    if (!path.startsWith(SETTINGS)) return
    const value = this.setting(path.slice(SETTINGS.length))
    if (value !== undefined) super.writeFileSync(path, value)
  }

  /** True: it was a setting, and is set. */
  private set(path: string, content: string | Uint8Array): boolean {
    if (!path.startsWith(SETTINGS)) return false
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
    // a redirection empties the file before anything is written
    if (text === '') return true
    if (this.setting(path.slice(SETTINGS.length), text.trim()) === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`)
    return true
  }
}
