import { spawnSync } from 'node:child_process'

/** Runs a capture tool over a file; a tool that is not there is a failure that names it. */
function runTool(tool: string, args: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, TZ: 'UTC' } })
  if (error) throw new Error(`${tool} cannot be run (${error.message}); npm test installs it, or: apt-get install tcpdump tshark`)
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${String(status)}: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '')
}

/** What tcpdump prints of a capture, without time stamps. */
export function tcpdumpLines(file: string, ...options: readonly string[]): readonly string[] {
  return runTool('tcpdump', ['-t', '-nn', ...options, '-r', file])
}

/** Chosen fields of every packet as tshark reads it, all checksums verified; several values of a field are joined by commas. */
export function tsharkRows(file: string, fields: readonly string[]): readonly (readonly string[])[] {
  const checks = ['ip.check_checksum', 'udp.check_checksum', 'tcp.check_checksum'].flatMap((preference) => ['-o', `${preference}:TRUE`])
  const columns = fields.flatMap((field) => ['-e', field])
  const separator = '/t'
  const lines = runTool('tshark', ['-n', '-r', file, ...checks, '-T', 'fields', '-E', `separator=${separator}`, ...columns])
  return lines.map((line) => line.split('\t'))
}
