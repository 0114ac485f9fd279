/** The lines of Debian's /etc/services that a cluster meets; other ports have no name here. */
const TCP: Readonly<Record<number, string>> = { 22: 'ssh', 25: 'smtp', 53: 'domain', 80: 'http', 179: 'bgp', 443: 'https', 8080: 'http-alt', 10050: 'zabbix-agent' }
const UDP: Readonly<Record<number, string>> = { 53: 'domain', 67: 'bootps', 68: 'bootpc', 123: 'ntp', 161: 'snmp', 443: 'https', 514: 'syslog' }

/** A port's name as getservbyport(3) gives it, or `*`. */
export function serviceName(port: number, proto: 'tcp' | 'udp'): string {
  return (proto === 'tcp' ? TCP : UDP)[port] ?? '*'
}
