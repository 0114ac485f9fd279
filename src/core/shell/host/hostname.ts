import type { Program } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { HOSTNAME } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'

const LETTERS = lettersOf(HOSTNAME)

/** `hostname`: the name of a node, pod, router or host is that of its namespace. */
export const hostname: Program = function* (system, argv) {
  const parsed = parseOptions(argv.slice(1), LETTERS)
  if (!parsed.ok || parsed.value.operands.length > 0) {
    system.stderr(parsed.ok ? 'hostname: setting the name is not modelled\n' : optionErrorText('hostname', parsed.error, LETTERS))
    return 1
  }
  const { flags } = parsed.value
  if (flags.has('I')) {
    const addresses = system.links().flatMap((link) => (link.spec.kind === 'loopback' || !link.up ? [] : link.addresses.map(({ address }) => formatIpv4(address))))
    system.stdout(`${addresses.map((address) => `${address} `).join('')}\n`)
    return 0
  }
  if (flags.has('i')) {
    // only a pod's own /etc/hosts is known: the kubelet writes it
    const own = system.netnsKind === 'pod' ? system.links().flatMap(({ spec, addresses }) => (spec.kind === 'loopback' ? [] : addresses))[0] : undefined
    if (own) system.stdout(`${formatIpv4(own.address)}\n`)
    else system.stderr('hostname: Name or service not known\nNames are not answered for here; hostname -I prints the addresses.\n')
    return own ? 0 : 1
  }
  system.stdout(`${flags.has('s') ? (system.netnsName.split('.')[0] ?? '') : system.netnsName}\n`)
  return 0
}
