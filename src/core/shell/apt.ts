import type { Program } from '../engine/kernel-api'
import { APT } from './manual/cloud'
import { lettersOf, optionErrorText, parseOptions } from './options'

const LETTERS = lettersOf(APT)

/** Packages whose programs, or whose kernel module, every namespace here has. */
const THERE = ['wireguard', 'wireguard-tools', 'iproute2', 'iputils-ping', 'iputils-arping', 'traceroute', 'tcpdump', 'net-tools', 'iptables', 'ipset', 'conntrack', 'ebtables', 'bridge-utils', 'curl', 'netcat-openbsd', 'procps']

/** `apt install PACKAGE… -y`: nothing is installed, for what Hopscope has is there; a package that it has not is refused. */
export const apt: Program = function* (system, argv) {
  const name = argv[0] ?? 'apt'
  const options = parseOptions(argv.slice(1), LETTERS)
  if (!options.ok) {
    system.stderr(optionErrorText(name, options.error, LETTERS))
    return 100
  }
  const [verb = '', ...packages] = options.value.operands
  if (verb === 'update') {
    system.stdout('Reading package lists... Done\nHopscope has no packages to look for: its programs are there from the start.\n')
    return 0
  }
  if (verb !== 'install' || packages.length === 0) {
    system.stderr(`E: ${name} ${verb} is not modelled; Hopscope's ${name} has update, and install PACKAGE…\n`)
    return 100
  }
  const lists = 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n'
  system.stdout(lists)
  const missing = packages.filter((one) => !THERE.includes(one))
  for (const one of missing) system.stderr(`E: Unable to locate package ${one}\n`)
  if (missing.length > 0) return 100
  for (const one of packages) system.stdout(`${one} is there already: Hopscope has it from the start, and nothing was installed.\n`)
  system.stdout('0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n')
  return 0
}
