/**
 * The five netfilter hooks of IPv4:
 *
 *    in --> PRE_ROUTING --> (route) --> FORWARD ----+--> POST_ROUTING --> out
 *                              |                    |
 *                          LOCAL_IN             (route)
 *                              |                    |
 *                              v                LOCAL_OUT
 *                            sockets ---------------^
 */
export const HOOK_PRE_ROUTING = 0
export const HOOK_LOCAL_IN = 1
export const HOOK_FORWARD = 2
export const HOOK_LOCAL_OUT = 3
export const HOOK_POST_ROUTING = 4
