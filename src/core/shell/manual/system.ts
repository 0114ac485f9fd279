import type { Manual } from './entry'

export const DATE: Manual = {
  name: 'date',
  summary: 'prints the simulated time',
  synopsis: ['[-u] [-R] [+FORMAT]'],
  operands: 'text',
  options: [
    { flag: '-R', long: '--rfc-email', meaning: 'as in the head of an e-mail' },
    { flag: '-u', long: '--utc', meaning: 'in UTC, as always here' },
  ],
  notes: ['A lab is opened at the beginning of 1970, and its clock moves while something happens in it.'],
  example: 'date',
}

export const ID: Manual = {
  name: 'id',
  summary: 'says who you are: root',
  synopsis: ['[-u | -g | -G] [-n] [root]'],
  operands: 'text',
  options: [
    { flag: '-g', long: '--group', meaning: 'the group alone' },
    { flag: '-G', long: '--groups', meaning: 'the groups alone' },
    { flag: '-n', long: '--name', meaning: 'with one of these: the name, not the number', example: 'id -un' },
    { flag: '-u', long: '--user', meaning: 'the user alone' },
  ],
  example: 'id',
}

export const UNAME: Manual = {
  name: 'uname',
  summary: 'says what kernel this is',
  synopsis: ['[-asnrvmo]'],
  options: [
    { flag: '-a', long: '--all', meaning: 'all of them' },
    { flag: '-m', long: '--machine', meaning: 'the machine' },
    { flag: '-n', long: '--nodename', meaning: 'the name of the node, pod, router or host' },
    { flag: '-o', long: '--operating-system', meaning: 'the operating system' },
    { flag: '-r', long: '--kernel-release', meaning: 'the release' },
    { flag: '-s', long: '--kernel-name', meaning: 'the kernel’s name, as without it' },
    { flag: '-v', long: '--kernel-version', meaning: 'the version' },
  ],
  notes: ['The kernel is the simulation’s: it does as Linux 6.1 does, whatever the lab’s nodes run.'],
  example: 'uname',
}

export const WHOAMI: Manual = { name: 'whoami', summary: 'says who you are: root', synopsis: [''], options: [], example: 'whoami' }
