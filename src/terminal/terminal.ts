import { Bash } from 'just-bash/browser'
import type { CommandName, CustomCommand } from 'just-bash/browser'
import { Jobs } from './jobs'
import { Line } from './line'
import { withoutAdvice } from './printable'
import { programCommand } from './programs'
import { rewrite, rewriteInner } from './rewrite'
import type { Rewritten, ShellFunction } from './rewrite'
import { shellCommands } from './shell-commands'
import type { ShellFiles } from './shell-files'
import type { Print, ShellHost } from './shell-host'
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

/** A line that cannot stand alone: the person goes on typing. */
const UNFINISHED = /unexpected EOF|got EOF|unterminated here-document|unexpected end/i

export interface LineEnd {
  readonly exit: number
  readonly cwd: string
}

/** A bash in a namespace of the lab. One line at a time in the foreground; what `&` sends behind goes on beside it. */
export class Terminal {
  private env: Record<string, string>
  private cwd = HOME
  private foreground: Line | undefined
  private readonly jobs: Jobs
  private readonly history: string[] = []
  /** By name, as they run. */
  private readonly functions = new Map<string, string>()

  constructor(
    private readonly host: ShellHost,
    private readonly files: ShellFiles,
    private readonly print: Print,
  ) {
    this.env = { HOME, USER: 'root', HOSTNAME: host.netns, TERM: 'xterm-256color', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
    this.jobs = new Jobs(print)
    files.fs.mkdirSync(HOME, { recursive: true })
    files.fs.mkdirSync('/tmp', { recursive: true })
  }

  get workingDirectory(): string {
    return this.cwd
  }

  /** Lines that have not ended, in the foreground and behind, and do not stand still for others of them. */
  get lineCount(): number {
    return (this.foreground ? 1 : 0) + this.jobs.runningCount - this.jobs.waitingLines
  }

  /** True: the line is the beginning of a longer one (an open quote, a loop without its end). */
  isUnfinished(text: string): boolean {
    if (/\\$/.test(text)) return true
    try {
      new Bash().transform(text)
      return false
    } catch (error) {
      return error instanceof Error && UNFINISHED.test(error.message)
    }
  }

  /** Works a line off; resolves when the prompt may come back. */
  async type(text: string): Promise<LineEnd> {
    this.history.push(text)
    const line = new Line(rewritten(text), this.print)
    this.foreground = line
    try {
      const exit = await this.work(line, true)
      this.jobs.announceEnded()
      return { exit, cwd: this.cwd }
    } finally {
      this.foreground = undefined
    }
  }

  /** Ctrl-C: ends the line in the foreground. */
  interrupt(): void {
    this.foreground?.interrupt()
  }

  /** Ends everything: the terminal is closed, or the lab is gone. */
  close(): void {
    this.interrupt()
    this.jobs.killAll()
  }

  private async work(line: Line, isForeground: boolean): Promise<number> {
    const bash = this.bashFor(line)
    const script = [...this.functions.values(), line.rewritten.script].join('\n')
    if (isForeground) this.define(line.rewritten.functions)
    const result = await bash.exec(script, { env: this.env, cwd: this.cwd, signal: line.aborted.signal }).catch(failedToWrite)
    if (typeof result === 'string') {
      line.print(result)
      return 1
    }
    if (isForeground) {
      this.env = variablesOf(result.env)
      this.cwd = result.env.PWD ?? this.cwd
    }
    line.print(result.stdout)
    if (line.isInterrupted && line.aborted.signal.aborted) return INTERRUPTED
    line.print(withHint(result.stderr))
    return result.exitCode
  }

  private define(functions: readonly ShellFunction[]): void {
    for (const { name, script } of functions) {
      if (script === '') this.functions.delete(name)
      else if (this.functions.has(name) || this.functions.size < MOST_FUNCTIONS) this.functions.set(name, script)
    }
  }

  private bashFor(line: Line): Bash {
    const current = (): Line => line
    const own = shellCommands({
      host: this.host,
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
    const programs = this.host.programs.map((name) => programCommand(name, this.host, this.files, current))
    const texts = TEXT_COMMANDS.filter((name) => !this.host.programs.includes(name)).map((name) => textCommand(name, current, (script) => rewrittenInner(script).script))
    return new Bash({
      fs: this.files.fs,
      cwd: this.cwd,
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

/** Functions that a shell keeps from line to line. */
const MOST_FUNCTIONS = 200

type InnerScript = Pick<Rewritten, 'script' | 'functions'>

/** Jobs of one shell that run at a time (ulimit -u). */
const MOST_JOBS = 64

/** `$$`; jobs and programs have others. */
const SHELL_PID = 900

/** Exit status of a line that Ctrl-C ended. */
const INTERRUPTED = 130

/** A line that cannot be read goes to the shell as it is, which says why. */
function rewritten(text: string): Rewritten {
  try {
    return rewrite(new Bash().transform(text).ast, serialize)
  } catch {
    return { script: text, pipes: [], background: [], functions: [] }
  }
}

/** A script that a command of the line runs. */
function rewrittenInner(text: string): InnerScript {
  try {
    return rewriteInner(new Bash().transform(text).ast, serialize)
  } catch {
    return { script: text, functions: [] }
  }
}

/** The shell's own printer, which it reaches through its plugins alone. */
function serialize(ast: ReturnType<Bash['transform']>['ast']): string {
  const printer = new Bash()
  printer.registerTransformPlugin({ name: 'hopscope', transform: () => ({ ast }) })
  return printer.transform('true').script
}

function variablesOf(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !name.startsWith('HOPSCOPE_')))
}

/** The library lets the error of a redirection through: the disk is full, or /proc/sys has no such setting. The line ends there. */
function failedToWrite(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [, missing] = /^ENOENT: .*'(.+)'$/.exec(message) ?? []
  return `bash: ${missing === undefined ? message : `${missing}: No such file or directory`}\n`
}

/** What does the work of commands that there are not. */
const INSTEAD: Readonly<Record<string, string>> = {
  alias: 'functions do the same: ll() { ls -l "$@"; }',
  brctl: 'a segment is a bridge of its own: open a shell in it, and bridge fdb shows what VXLAN knows',
  crictl: 'kubectl get pods -o wide lists the pods',
  ctr: 'kubectl get pods -o wide lists the pods',
  dig: 'names are not answered for here: use addresses',
  dmesg: 'the kernel writes no log here: drops and martians are told, with their reasons, by the list of events beside the stage',
  docker: 'kubectl get pods -o wide lists the pods',
  getent: 'names are not answered for here: use addresses',
  host: 'names are not answered for here: use addresses',
  ifstat: 'ip -s link counts what passes',
  iperf: 'bandwidth is not modelled; nc carries data',
  iperf3: 'bandwidth is not modelled; nc carries data',
  ip6tables: 'there is IPv4 alone; iptables has its rules',
  ipvsadm: 'services are not modelled',
  journalctl: 'nothing writes a log here: what happened is told by the list of events beside the stage',
  less: 'what was printed stays above: scroll, or take a part with head and tail',
  more: 'what was printed stays above: scroll, or take a part with head and tail',
  mtr: 'traceroute -n shows the way',
  nano: 'printf and a redirection write a file',
  nmap: 'ping in a loop and nc -zv find who answers',
  nsenter: 'ip netns exec POD COMMAND and kubectl exec POD -- COMMAND run in a pod',
  nslookup: 'names are not answered for here: use addresses',
  nstat: 'ip -s link, iptables -nvL and conntrack -L count what passes',
  ping6: 'there is IPv4 alone',
  ps: 'jobs lists what runs behind, ss -p who has a socket',
  scp: 'files of a shell are those of its node; a shell in another place has its own',
  ssh: 'open a shell in the other place: double-click it, or choose it beside this one',
  systemctl: 'services of a node are not modelled; birdcl show protocols and calicoctl node status show Calico’s',
  tc: 'queues are not modelled; ip -s link counts what passes',
  telnet: 'nc opens connections',
  tshark: 'tcpdump prints packets, and -w saves them for it',
  vi: 'printf and a redirection write a file',
  vim: 'printf and a redirection write a file',
  wget: 'curl fetches over HTTP',
}

/** Which commands there are, where one was typed that is not. */
function withHint(stderr: string): string {
  const said = withoutAdvice(stderr)
  const missing = /^bash: (\S+): command not found$/m.exec(said)
  if (!missing) return said
  const [, name = ''] = missing
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined
  return `${said}Hopscope has no ${name.slice(0, 60)}; ${instead === undefined ? '' : `${instead}; `}help lists what it has.\n`
}
