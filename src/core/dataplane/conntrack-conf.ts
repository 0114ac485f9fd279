import type { TcpState } from './conntrack-tcp'

/** Settings of connection tracking: sysctls of net.netfilter. */
export interface ConntrackConf {
  /** nf_conntrack_max; 0: no limit but the one that keeps memory bounded. */
  readonly max: number
  readonly icmpTimeoutNs: number
  readonly udpTimeoutNs: number
  readonly udpStreamTimeoutNs: number
  readonly genericTimeoutNs: number
  readonly tcp: ConntrackTcpConf
}

export interface ConntrackTcpConf {
  readonly timeoutsNs: Readonly<Record<TcpState, number>>
  /** No longer than this while what was sent is not acknowledged. */
  readonly unacknowledgedTimeoutNs: number
  /** No longer than this once a segment came again `maxRetransmissions` times. */
  readonly retransmittedTimeoutNs: number
  readonly maxRetransmissions: number
  /** Connections whose beginning was not seen are taken up. */
  readonly loose: boolean
  /** Of what lies out of window only RST is invalid. */
  readonly beLiberal: boolean
}

/** Chains of the hash table (nf_conntrack_buckets) of a machine with 1 to 4 GB of memory. */
export const CONNTRACK_BUCKETS = 65536

/** What Linux 6.1 begins with, by the names that sysctl has under net.netfilter; times in seconds. */
export const CONNTRACK_SYSCTLS: Readonly<Record<string, string>> = {
  nf_conntrack_max: String(CONNTRACK_BUCKETS),
  nf_conntrack_generic_timeout: '600',
  nf_conntrack_icmp_timeout: '30',
  nf_conntrack_tcp_be_liberal: '0',
  nf_conntrack_tcp_loose: '1',
  nf_conntrack_tcp_max_retrans: '3',
  nf_conntrack_tcp_timeout_close: '10',
  nf_conntrack_tcp_timeout_close_wait: '60',
  nf_conntrack_tcp_timeout_established: '432000',
  nf_conntrack_tcp_timeout_fin_wait: '120',
  nf_conntrack_tcp_timeout_last_ack: '30',
  nf_conntrack_tcp_timeout_max_retrans: '300',
  nf_conntrack_tcp_timeout_syn_recv: '60',
  nf_conntrack_tcp_timeout_syn_sent: '120',
  nf_conntrack_tcp_timeout_time_wait: '120',
  nf_conntrack_tcp_timeout_unacknowledged: '300',
  nf_conntrack_udp_timeout: '30',
  nf_conntrack_udp_timeout_stream: '120',
}

/** The settings, from the value of each of CONNTRACK_SYSCTLS. */
export function conntrackConf(valueOf: (name: string) => number): ConntrackConf {
  const timeoutNs = (name: string): number => valueOf(`nf_conntrack_${name}`) * 1e9
  const synSentNs = timeoutNs('tcp_timeout_syn_sent')
  return {
    max: valueOf('nf_conntrack_max'),
    icmpTimeoutNs: timeoutNs('icmp_timeout'),
    udpTimeoutNs: timeoutNs('udp_timeout'),
    udpStreamTimeoutNs: timeoutNs('udp_timeout_stream'),
    genericTimeoutNs: timeoutNs('generic_timeout'),
    tcp: {
      timeoutsNs: {
        NONE: synSentNs,
        SYN_SENT: synSentNs,
        SYN_RECV: timeoutNs('tcp_timeout_syn_recv'),
        ESTABLISHED: timeoutNs('tcp_timeout_established'),
        FIN_WAIT: timeoutNs('tcp_timeout_fin_wait'),
        CLOSE_WAIT: timeoutNs('tcp_timeout_close_wait'),
        LAST_ACK: timeoutNs('tcp_timeout_last_ack'),
        TIME_WAIT: timeoutNs('tcp_timeout_time_wait'),
        CLOSE: timeoutNs('tcp_timeout_close'),
        // without a sysctl of its own
        SYN_SENT2: 120e9,
      },
      unacknowledgedTimeoutNs: timeoutNs('tcp_timeout_unacknowledged'),
      retransmittedTimeoutNs: timeoutNs('tcp_timeout_max_retrans'),
      maxRetransmissions: valueOf('nf_conntrack_tcp_max_retrans'),
      loose: valueOf('nf_conntrack_tcp_loose') !== 0,
      beLiberal: valueOf('nf_conntrack_tcp_be_liberal') !== 0,
    },
  }
}

export const DEFAULT_CONNTRACK_CONF: ConntrackConf = conntrackConf((name) => Number(CONNTRACK_SYSCTLS[name]))
