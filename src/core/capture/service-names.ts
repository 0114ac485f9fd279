/** The lines of Debian's /etc/services that a cluster meets: name, port, and the protocols it is registered for. */
const SERVICES: readonly (readonly [name: string, port: number, protocols: 'tcp' | 'udp' | 'both'])[] = [
  ['ftp-data', 20, 'tcp'],
  ['ftp', 21, 'tcp'],
  ['ssh', 22, 'tcp'],
  ['telnet', 23, 'tcp'],
  ['smtp', 25, 'tcp'],
  ['domain', 53, 'both'],
  ['bootps', 67, 'udp'],
  ['bootpc', 68, 'udp'],
  ['tftp', 69, 'udp'],
  ['http', 80, 'tcp'],
  ['kerberos', 88, 'both'],
  ['pop3', 110, 'tcp'],
  ['sunrpc', 111, 'both'],
  ['ntp', 123, 'udp'],
  ['imap2', 143, 'tcp'],
  ['snmp', 161, 'both'],
  ['bgp', 179, 'tcp'],
  ['ldap', 389, 'both'],
  ['https', 443, 'both'],
  ['syslog', 514, 'udp'],
  ['ldaps', 636, 'both'],
  ['domain-s', 853, 'both'],
  ['mysql', 3306, 'tcp'],
  ['postgresql', 5432, 'tcp'],
  ['mdns', 5353, 'udp'],
  ['http-alt', 8080, 'tcp'],
  ['zabbix-agent', 10050, 'tcp'],
]

/** A port's name as getservbyport(3) gives it. */
export function serviceName(port: number, protocol: 'tcp' | 'udp'): string | undefined {
  return SERVICES.find(([, number, protocols]) => number === port && (protocols === protocol || protocols === 'both'))?.[0]
}

/** The port of that name, and for what it is registered. */
export function servicePort(name: string): { readonly port: number; readonly protocols: 'tcp' | 'udp' | 'both' } | undefined {
  const found = SERVICES.find(([other]) => other === name)
  return found && { port: found[1], protocols: found[2] }
}
