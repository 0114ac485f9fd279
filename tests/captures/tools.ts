import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const MAX_OUTPUT_BYTES = 1 << 28

/** Runs a capture tool over a file; a tool that is not there, or complains, is a failure that names it. */
async function runTool(tool: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execute(tool, args, { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, env: { ...process.env, TZ: 'UTC' } }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${tool} failed (${why}); where it is missing, npm test installs it, or: apt-get install tcpdump tshark`)
  })
  return stdout.split('\n').filter((line) => line !== '')
}

/** What a tool writes and says, also when it fails. */
function runRegardless(tool: string, args: readonly string[]): Promise<{ readonly copy: Uint8Array; readonly said: string }> {
  return new Promise((resolve, reject) => {
    execFile(tool, args, { encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new Error(`${tool} failed (${error.message})`))
      else resolve({ copy: stdout, said: stderr.toString('utf8') })
    })
  })
}

/** What tcpdump copies out of a capture file, as a file, and what it says on its standard error behind the line about the file. */
export async function tcpdumpCopy(file: string, ...words: readonly string[]): Promise<{ readonly copy: Uint8Array; readonly complaint: string }> {
  const { copy, said } = await runRegardless('tcpdump', ['-r', file, '-w', '-', '--', ...words])
  const complaints = said.split('\n').filter((line) => line !== '' && !line.startsWith('reading from file') && !line.startsWith('Warning:'))
  return { copy, complaint: complaints.join('\n') }
}

/** What tcpdump prints of a capture, with `-t` (no time stamps) and `-nn` unless other options are given. */
export function tcpdumpLines(file: string, ...options: readonly string[]): Promise<readonly string[]> {
  return runTool('tcpdump', ['-t', '-nn', ...options, '-r', file])
}

/** What tcpdump prints with just these options. */
export function tcpdumpPlainly(file: string, ...options: readonly string[]): Promise<readonly string[]> {
  return runTool('tcpdump', [...options, '-r', file])
}

/** Between the values of a field that a packet has several times. */
export const TSHARK_AGGREGATOR = '|'

/** Chosen fields of every packet as tshark reads it, all checksums verified; several values of a field are joined. */
export async function tsharkRows(file: string, fields: readonly string[]): Promise<readonly (readonly string[])[]> {
  const checks = ['ip.check_checksum', 'udp.check_checksum', 'tcp.check_checksum'].flatMap((preference) => ['-o', `${preference}:TRUE`])
  const columns = fields.flatMap((field) => ['-e', field])
  const lines = await runTool('tshark', ['-n', '-r', file, ...checks, '-T', 'fields', '-E', 'separator=/t', '-E', `aggregator=${TSHARK_AGGREGATOR}`, ...columns])
  return lines.map((line) => line.split('\t'))
}
