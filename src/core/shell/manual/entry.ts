/** What a word of a command line stands for, so that a terminal can complete it. */
export type Operand = 'address' | 'prefix' | 'link' | 'namespace' | 'table' | 'chain' | 'ipset' | 'sysctl' | 'file' | 'port' | 'number' | 'text' | 'command' | 'help' | 'resource' | 'pod' | 'kube-namespace'

/** An option: `-c COUNT, --count COUNT`. */
export interface ManualOption {
  /** With its dashes. */
  readonly flag: string
  /** The same in a long form. */
  readonly long?: string
  /** What follows it: nothing, where it is absent. */
  readonly value?: Operand
  /** The value's name in the synopsis and the help. */
  readonly placeholder?: string
  readonly meaning: string
  /** A value that it takes, or a whole command where it cannot stand in the entry's example. */
  readonly example?: string
}

/** A word of a command's own grammar (`route` of `ip route`, `dev` of `ip route show dev eth0`), and what may follow it. */
export interface ManualWord {
  readonly word: string
  readonly meaning: string
  /** What the word itself takes: the link after `dev`. */
  readonly value?: Operand
  /** A value that it takes. */
  readonly example?: string
  /** Words that may follow, in any order, once its value is there. */
  readonly words?: readonly ManualWord[]
  /** What else may follow: the address in `ip route get ADDRESS`. */
  readonly operands?: Operand
}

/** One program: what `man`, `help`, `--help` and completion say of it. */
export interface Manual {
  readonly name: string
  /** One line, as whatis(1) has it. */
  readonly summary: string
  /** What may follow the name, one line a form. */
  readonly synopsis: readonly string[]
  readonly options: readonly ManualOption[]
  /** Options of the real program that people type and that are refused here: why, or what does their work. */
  readonly absent?: Readonly<Record<string, string>>
  readonly words?: readonly ManualWord[]
  readonly operands?: Operand
  /** What a reader who knows the real tool should know of this one. */
  readonly notes?: readonly string[]
  /** Help may be asked for behind a word too: `kubectl get --help`. */
  readonly hasSubcommands?: true
  /** A command that runs on any node of any lab, and ends. */
  readonly example: string
}
