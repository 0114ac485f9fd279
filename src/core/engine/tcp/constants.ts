/** Fixed numbers of the kernel's TCP and the defaults of its sysctls (net/ipv4/tcp*.c, include/net/tcp.h, Linux 6.1). */

export const MS_NS = 1e6

export const TCP_HEADER_BYTES = 20
/** Two padding bytes and the timestamps option: what every segment of a connection with timestamps carries. */
export const TIMESTAMPS_BYTES = 12
export const FLAG_FIN = 1
export const FLAG_SYN = 2
export const FLAG_RST = 4
export const FLAG_PSH = 8
export const FLAG_ACK = 16

/** MSS of a peer that names none (RFC 9293 section 3.7.1). */
export const DEFAULT_MSS = 536
export const MIN_RCV_MSS = 88
export const MIN_SEND_MSS = 48

export const INITIAL_CWND = 10
export const INFINITE_SSTHRESH = 0x7fffffff
/** net.ipv4.tcp_reordering */
export const REORDERING = 3

/** net.ipv4.tcp_rmem: default and maximum. */
export const RMEM_DEFAULT_BYTES = 131072
export const RMEM_MAX_BYTES = 6291456
/** net.ipv4.tcp_wmem: default and maximum. */
export const WMEM_DEFAULT_BYTES = 16384
export const WMEM_MAX_BYTES = 4194304

export const RTO_INITIAL_NS = 1000 * MS_NS
export const RTO_MIN_NS = 200 * MS_NS
export const RTO_MAX_NS = 120_000 * MS_NS
export const DELAYED_ACK_MIN_NS = 40 * MS_NS
export const DELAYED_ACK_MAX_NS = 200 * MS_NS
/** A timer of loss detection waits this much longer than computed (TCP_TIMEOUT_MIN_US). */
export const TIMEOUT_MARGIN_NS = 2 * MS_NS
export const TIME_WAIT_NS = 60_000 * MS_NS
export const MAX_QUICK_ACKS = 16

/** net.ipv4.tcp_syn_retries, tcp_synack_retries, tcp_retries2, tcp_orphan_retries */
export const SYN_RETRIES = 6
export const SYNACK_RETRIES = 5
export const RETRIES = 15
export const ORPHAN_RETRIES = 8

/** What a socket buffer with an empty head of MAX_TCP_HEADER bytes counts: 704 usable, sk_buff 256, skb_shared_info 320. */
export const SKB_OVERHEAD_BYTES = 1280
/** Room behind the headers in such a head, 704 less MAX_TCP_HEADER: data that fits moves into it when memory is saved (skb_condense). */
export const SKB_HEAD_ROOM_BYTES = 384
/** Fragments that one buffer holds at most. */
export const MAX_SKB_FRAGS = 17
/** Largest GSO packet (GSO_LEGACY_MAX_SIZE). */
export const GSO_MAX_BYTES = 65536
/** MAX_TCP_HEADER */
export const MAX_HEADER_BYTES = 320
