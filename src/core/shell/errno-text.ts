import type { Errno } from '../engine/kernel-api'

const TEXTS: Readonly<Record<Errno['code'], string>> = {
  EMSGSIZE: 'Message too long',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
  EACCES: 'Permission denied',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENODEV: 'No such device',
  EEXIST: 'File exists',
  ESRCH: 'No such process',
  ENOENT: 'No such file or directory',
  EPERM: 'Operation not permitted',
  ENETDOWN: 'Network is down',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EPIPE: 'Broken pipe',
  EADDRINUSE: 'Address already in use',
  ENOBUFS: 'No buffer space available',
  EOPNOTSUPP: 'Operation not supported',
  EBUSY: 'Device or resource busy',
}

/** What glibc's strerror(3) says of a system call's error. */
export function errnoText(errno: Errno): string {
  return TEXTS[errno.code]
}
