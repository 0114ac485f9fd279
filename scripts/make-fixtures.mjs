// Packs the kernel recordings into fixtures/kernel, or another folder: `node scripts/make-fixtures.mjs SOURCE_DIR [TARGET_DIR]`.
//
// SOURCE_DIR holds one folder a recorded lab (topology.json, script.json, setup-commands.txt, flows/, state/,
// tcpdump/, pcap/), as fixtures/kernel/README.md describes. Of each lab two files come out:
//   LAB.json.br  everything but the captures, one JSON document
//   LAB.pcap.br  all captures: u32 length of an index (little endian), the index (JSON: [{name, bytes}]), then the pcaps
// Nothing is left out and nothing is changed, but for two things: epoch times in nanoseconds become strings, because
// they are larger than a JSON reader's exact integers, and `mode` and `mtu`, which every flow repeats, stand once.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib'

const LIMIT_BYTES = 12 * 1024 * 1024
const target = process.argv[3] ?? join(import.meta.dirname, '..', 'fixtures', 'kernel')

/** @param {Buffer} bytes */
function compress(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return brotliCompressSync(bytes, { params })
}

/** @param {string} path @returns {string} */
function text(path) {
  return readFileSync(path, 'utf8')
}

/** @param {string} path @returns {unknown} */
function json(path) {
  return JSON.parse(text(path).replaceAll(/"(t[01]_epoch_ns)": (\d+)/g, '"$1": "$2"'))
}

/** All files of a folder by name, without the extension. @param {string} folder @returns {Record<string, string>} */
function texts(folder) {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [basename(file, '.txt'), text(join(folder, file))]),
  )
}

/** @param {string} lab the folder of one recorded lab */
function recordingOf(lab) {
  const topology = /** @type {{ mode: string, mtu: number }} */ (json(join(lab, 'topology.json')))
  const script = /** @type {{ flow: string }[]} */ (json(join(lab, 'script.json')))
  const flows = script.map(({ flow }) => {
    const { mode, mtu, ...rest } = /** @type {{ mode: string, mtu: number }} */ (json(join(lab, 'flows', `${flow}.json`)))
    if (mode !== topology.mode || mtu !== topology.mtu) throw new Error(`${flow} was recorded in another lab: ${mode} ${mtu}`)
    return rest
  })
  const flowFiles = readdirSync(join(lab, 'flows')).length
  if (flowFiles !== flows.length) throw new Error(`${lab}: the script names ${flows.length} flows, the folder holds ${flowFiles}`)
  return {
    lab: basename(lab),
    topology,
    script,
    flows,
    state: texts(join(lab, 'state')),
    tcpdump: texts(join(lab, 'tcpdump')),
    setupCommands: text(join(lab, 'setup-commands.txt')),
  }
}

/** @param {string} folder of gzip-compressed captures */
function capturesOf(folder) {
  const pcaps = readdirSync(folder)
    .sort()
    .map((file) => ({ name: basename(file, '.pcap.gz'), bytes: gunzipSync(readFileSync(join(folder, file))) }))
  const index = Buffer.from(JSON.stringify(pcaps.map(({ name, bytes }) => ({ name, bytes: bytes.length }))))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(index.length)
  return Buffer.concat([length, index, ...pcaps.map(({ bytes }) => bytes)])
}

const source = process.argv[2]
if (source === undefined || !existsSync(source)) {
  console.error('usage: node scripts/make-fixtures.mjs SOURCE_DIR [TARGET_DIR]')
  process.exit(2)
}
mkdirSync(target, { recursive: true })
const labs = readdirSync(source).filter((name) => existsSync(join(source, name, 'topology.json')))
let total = 0
for (const lab of labs.sort()) {
  const recording = compress(Buffer.from(JSON.stringify(recordingOf(join(source, lab)))))
  const captures = compress(capturesOf(join(source, lab, 'pcap')))
  writeFileSync(join(target, `${lab}.json.br`), recording)
  writeFileSync(join(target, `${lab}.pcap.br`), captures)
  total += recording.length + captures.length
  console.log(`${lab}: ${recording.length} + ${captures.length} bytes`)
}
console.log(`${labs.length} labs, ${total} bytes`)
if (total > LIMIT_BYTES) {
  console.error(`more than ${LIMIT_BYTES} bytes: too much for the repository`)
  process.exit(1)
}
