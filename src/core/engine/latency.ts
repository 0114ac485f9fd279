/**
 * What each step takes in simulated time. Orders and protocol timers are the kernel's; these constants only keep
 * round-trip times in a plausible range and time stamps apart (docs/spec/fidelity.md).
 */
/** From one end of a veth to the other, and each half of a way across a segment. */
export const LINK_NS = 1_500
/** What receiving, routing and sending a packet takes. */
export const RECEIVE_NS = 3_000
/** From a socket's wake-up to the program's next step, and between its steps. */
export const SCHEDULE_NS = 12_000
