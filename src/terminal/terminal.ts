import { Bash } from 'just-bash/browser'
import type { CommandName, CustomCommand } from 'just-bash/browser'
import { withoutAbortNote } from './abort-note'
import { withHint } from './instead'
import { Jobs } from './jobs'
import { Line } from './line'
import { formatCommandLine } from '../core/shell/command-line'
import type { InnerShells, ShellName, ShellRun } from './inner-shells'
import { OUTPUT_VARIABLE } from './output-mark'
import { programCommand } from './programs'
import { isBeginning, rewritten, rewrittenInner } from './read-script'
import type { ShellFunction } from './rewrite'
import { shellCommands } from './shell-commands'
import type { Print, ShellPlace } from './shell-host'
import { TEXT_COMMANDS, textCommand } from './text-commands'

/** What one line may cost: a shell in a page must come to an end. */
const LIMITS = {
  maxSourceBytes: 256 * 1024,
  maxCommandCount: 20_000,
  maxLoopIterations: 20_000,
  maxCallDepth: 60,
  maxOutputSize: 16 * 1024 * 1024,
  maxStringLength: 8 * 1024 * 1024,
  maxBraceExpansionResults: 10_000,
  maxHeredocSize: 4 * 1024 * 1024,
  maxLiveBytes: 64 * 1024 * 1024,
  maxInputBytes: 64 * 1024 * 1024,
}

const HOME = '/root'

export interface LineEnd {
  readonly exit: number
  /** What stands before the next line that is typed. */
  readonly prompt: string
  /** The prompt is that of a shell that was entered: `exit` leads back out of it. */
  readonly isNested: boolean
  /** Indices of the namespaces in which the line ran programs. */
  readonly ranIn: ReadonlySet<number>
}

/** A shell in the terminal: the first, or one that a command of the one before has entered. */
interface Level {
  readonly place: ShellPlace
  readonly name: ShellName
  env: Record<string, string>
  cwd: string
  lastExit: number
  /** The line that entered it and goes on when it is left. */
  readonly enteredBy?: { readonly line: Line; readonly leave: (exit: number) => void }
}

/** A bash in a namespace of the lab. One line at a time in the foreground; what `&` sends behind goes on beside it. */
export class Terminal {
  private levels: readonly [Level, ...Level[]]
  private foreground: Line | undefined
  /** Who waits for the next prompt: one line at a time. */
  private prompted: ((end: LineEnd) => void) | undefined
  private readonly jobs: Jobs
  private readonly history: string[] = []
  /** By name, as they run. */
  private readonly functions = new Map<string, string>()

  constructor(
    place: ShellPlace,
    private readonly print: Print,
  ) {
    this.levels = [{ place, name: 'bash', env: environmentOf(place.host.netns), cwd: HOME, lastExit: 0 }]
    this.jobs = new Jobs(print)
    prepare(place)
  }

  private get level(): Level {
    return this.levels.at(-1) ?? this.levels[0]
  }

  /** Where what is typed next runs. */
  get place(): ShellPlace {
    return this.level.place
  }

  get workingDirectory(): string {
    return this.level.cwd
  }

  /** Lines that have not ended, in the foreground and behind, and do not stand still for others of them. */
  get lineCount(): number {
    return (this.foreground ? 1 : 0) + this.jobs.runningCount - this.jobs.waitingLines
  }

  /** True: the line is the beginning of a longer one (an open quote, a loop without its end). */
  isUnfinished(text: string): boolean {
    return isBeginning(text)
  }

  /** Works a line off; resolves when a prompt comes back: its own, or that of a shell that it enters. */
  async type(text: string): Promise<LineEnd> {
    this.history.push(text)
    return new Promise((resolve, reject) => {
      this.prompted = resolve
      const { enteredBy } = this.level
      const leaves = enteredBy && LEAVES.exec(text)
      if (leaves) this.leave(leaves[1] === undefined ? this.level.lastExit : Number(leaves[1]) & 0xff)
      else this.workInForeground(new Line(rewritten(text), this.print)).catch(reject)
    })
  }

  private async workInForeground(line: Line): Promise<void> {
    this.foreground = line
    const { level } = this
    try {
      level.lastExit = await this.work(line, true)
    } finally {
      this.foreground = undefined
    }
    this.jobs.announceEnded()
    this.prompt(line)
  }

  private prompt(line: Line): void {
    const { level, levels, prompted } = this
    this.prompted = undefined
    prompted?.({ exit: level.lastExit, prompt: promptOf(level), isNested: levels.length > 1, ranIn: line.ranIn })
  }

  /** A command of the line in the foreground becomes a shell; resolves with its exit status when somebody has left it. */
  private enter(line: Line, place: ShellPlace, name: ShellName): Promise<number> | undefined {
    if (this.foreground !== line || this.levels.length > MOST_LEVELS) return undefined
    const isElsewhere = place.files !== this.place.files
    prepare(place)
    return new Promise((resolve) => {
      const level = { place, name, lastExit: 0, enteredBy: { line, leave: resolve } }
      const { env, cwd } = this.level
      this.levels = [...this.levels, isElsewhere ? { ...level, env: environmentOf(place.host.netns), cwd: '/' } : { ...level, env, cwd }]
      this.foreground = undefined
      this.prompt(line)
    })
  }

  /** The shell in front ends, and the line that entered it goes on. */
  private leave(exit: number): void {
    const { enteredBy, name } = this.level
    if (!enteredBy) return
    if (name === 'bash') this.print('exit\n')
    this.levels = [this.levels[0], ...this.levels.slice(1, -1)]
    this.foreground = enteredBy.line
    enteredBy.leave(exit)
  }

  /** Ctrl-C: ends the line in the foreground. */
  interrupt(): void {
    this.foreground?.interrupt()
  }

  /** Ends everything: the terminal is closed, or the lab is gone. */
  close(): void {
    this.interrupt()
    for (const { enteredBy } of this.levels.toReversed()) {
      enteredBy?.line.interrupt()
      enteredBy?.leave(INTERRUPTED)
    }
    this.levels = [this.levels[0]]
    this.jobs.killAll()
  }

  private async work(line: Line, isForeground: boolean): Promise<number> {
    const { level } = this
    const bash = this.bashFor(line, level.place)
    const script = [...this.functions.values(), line.rewritten.script].join('\n')
    if (isForeground) this.define(line.rewritten.functions)
    const result = await bash.exec(script, { env: level.env, cwd: level.cwd, signal: line.aborted.signal }).catch(failedToWrite)
    if (typeof result === 'string') {
      line.print(result)
      return 1
    }
    if (isForeground) {
      level.env = variablesOf(result.env)
      level.cwd = result.env.PWD ?? level.cwd
    }
    line.print(result.stdout)
    if (line.isInterrupted && line.aborted.signal.aborted) return INTERRUPTED
    line.print(withHint(withoutAbortNote(result.stderr)))
    return result.exitCode
  }

  /** A shell in another namespace that works off what it is given, and ends. */
  private async runShell(line: Line, place: ShellPlace, argv: readonly string[], given: { readonly stdin: string; readonly mark: string; readonly cwd: string | undefined }): Promise<ShellRun> {
    const bash = this.bashFor(line, place)
    prepare(place)
    const script = `${OUTPUT_VARIABLE}=${given.mark} ${formatCommandLine(argv)}`
    const { stdout, stderr, exitCode } = await bash.exec(script, { env: environmentOf(place.host.netns), cwd: given.cwd ?? '/', stdin: given.stdin, signal: line.aborted.signal })
    return { stdout, stderr, exitCode }
  }

  private define(functions: readonly ShellFunction[]): void {
    for (const { name, script } of functions) {
      if (script === '') this.functions.delete(name)
      else if (this.functions.has(name) || this.functions.size < MOST_FUNCTIONS) this.functions.set(name, script)
    }
  }

  private bashFor(line: Line, place: ShellPlace): Bash {
    const { host, files } = place
    const current = (): Line => line
    const own = shellCommands({
      host,
      line,
      history: this.history,
      jobs: this.jobs,
      background: (index) => this.sendToBackground(line, index),
      inner: (script) => {
        const inner = rewrittenInner(script)
        this.define(inner.functions)
        return inner.script
      },
    })
    const shells: InnerShells = {
      enter: (inner, name) => this.enter(line, inner, name),
      run: (inner, argv, given) => this.runShell(line, inner, argv, given),
    }
    const programs = host.programs.map((name) => programCommand(name, place, current, shells))
    const texts = TEXT_COMMANDS.filter((name) => !host.programs.includes(name)).map((name) => textCommand(name, current, (script) => rewrittenInner(script).script, (shell) => this.enter(line, place, shell)))
    return new Bash({
      fs: files.fs,
      cwd: this.level.cwd,
      commands: [...TEXT_COMMANDS] as CommandName[],
      customCommands: [...texts, ...programs, ...own] satisfies CustomCommand[],
      executionLimits: LIMITS,
      defenseInDepth: false,
      processInfo: { pid: SHELL_PID, ppid: 1, uid: 0, gid: 0 },
    })
  }

  /** Resolves when the job's first command runs, or it has none: what comes after it on the line finds it there. */
  private async sendToBackground(from: Line, index: number): Promise<void> {
    const job = from.rewritten.background[index]
    if (!job) return
    if (this.jobs.runningCount >= MOST_JOBS) {
      from.print('bash: fork: retry: Resource temporarily unavailable\n')
      from.interrupt()
      return
    }
    const line = new Line(rewritten(job.script), this.print)
    const ended = this.work(line, false)
    this.jobs.add(job.text, line, ended)
    await Promise.race([line.begun, ended])
  }
}

function environmentOf(netns: string): Record<string, string> {
  return { HOME, USER: 'root', HOSTNAME: netns, TERM: 'xterm-256color', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
}

function prepare({ files }: ShellPlace): void {
  files.fs.mkdirSync(HOME, { recursive: true })
  files.fs.mkdirSync('/tmp', { recursive: true })
}

/** A container's sh tells its directory alone, as busybox' does. */
function promptOf({ name, env, cwd }: Level): string {
  const where = cwd === HOME ? '~' : cwd
  return name === 'bash' ? `root@${env.HOSTNAME ?? ''}:${where}# ` : `${where} # `
}

/** What leads out of a shell that was entered. */
const LEAVES = /^\s*(?:exit|logout)(?:\s+(\d{1,6}))?\s*$/

/** Shells inside shells of one terminal. */
const MOST_LEVELS = 30

/** Functions that a shell keeps from line to line. */
const MOST_FUNCTIONS = 200

/** Jobs of one shell that run at a time (ulimit -u). */
const MOST_JOBS = 64

/** `$$`; jobs and programs have others. */
const SHELL_PID = 900

/** Exit status of a line that Ctrl-C ended. */
const INTERRUPTED = 130

function variablesOf(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !name.startsWith('HOPSCOPE_')))
}

/** The library lets the error of a redirection through: the disk is full, or /proc/sys has no such setting. The line ends there. */
function failedToWrite(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [, missing] = /^ENOENT: .*'(.+)'$/.exec(message) ?? []
  return `bash: ${missing === undefined ? message : `${missing}: No such file or directory`}\n`
}
