import { IPv4CidrRange } from 'ip-num'

/** `ipcalc ADDRESS[/LENGTH]` of Debian: what a prefix holds, in decimal and in bits. IPv4 only, as the lab is. */
export function ipcalc(args: readonly string[]): { readonly stdout: string; readonly stderr: string; readonly exitCode: number } {
  const [operand, ...others] = args
  if (operand === undefined || others.length > 0 || operand.startsWith('-')) return failed("usage: ipcalc ADDRESS[/LENGTH]; Hopscope's ipcalc has no options")
  const [, address = '', length = '24'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(operand) ?? []
  if (address === '' || Number(length) > 32 || address.split('.').some((byte) => Number(byte) > 255)) return failed(`INVALID ADDRESS: ${operand}`)
  return { stdout: textOf(address, Number(length)), stderr: '', exitCode: 0 }
}

function failed(message: string): { readonly stdout: string; readonly stderr: string; readonly exitCode: number } {
  return { stdout: '', stderr: `${message}\n`, exitCode: 1 }
}

function textOf(address: string, prefixLength: number): string {
  const range = IPv4CidrRange.fromCidr(`${address}/${prefixLength}`)
  const [first, last] = [range.getFirst(), range.getLast()]
  const mask = range.getPrefix().toMask()
  const row = (name: string, decimal: string, bits: string): string => `${`${name}:`.padEnd(11)}${decimal.padEnd(21)}${split(bits, prefixLength)}\n`
  const size = range.getSize()
  const hasBroadcast = prefixLength < 31
  const [hostMin, hostMax] = hasBroadcast ? [first.nextIPNumber(), last.previousIPNumber()] : [first, last]
  return [
    row('Address', address, bitsOf(address)),
    row('Netmask', `${mask.toString()} = ${prefixLength}`, bitsOf(mask.toString())),
    row('Wildcard', inverted(mask.toString()), bitsOf(inverted(mask.toString()))),
    '=>\n',
    prefixLength === 32 ? row('Hostroute', first.toString(), bitsOf(first.toString())) : row('Network', `${first.toString()}/${prefixLength}`, bitsOf(first.toString())),
    ...(prefixLength === 32 ? [] : [row('HostMin', hostMin.toString(), bitsOf(hostMin.toString())), row('HostMax', hostMax.toString(), bitsOf(hostMax.toString()))]),
    ...(hasBroadcast ? [row('Broadcast', last.toString(), bitsOf(last.toString()))] : []),
    `Hosts/Net: ${String(hasBroadcast ? size - 2n : size)}\n`,
  ].join('')
}

function inverted(dotted: string): string {
  return dotted
    .split('.')
    .map((byte) => 255 - Number(byte))
    .join('.')
}

function bitsOf(dotted: string): string {
  return dotted
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('.')
}

/** A blank where the prefix ends. */
function split(bits: string, prefixLength: number): string {
  const at = prefixLength + Math.floor(prefixLength / 8)
  return `${bits.slice(0, at)} ${bits.slice(at)}`.trimEnd()
}
