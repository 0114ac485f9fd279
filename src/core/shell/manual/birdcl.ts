import type { Manual } from './entry'

export const BIRDCL: Manual = {
  name: 'birdcl',
  summary: 'asks BIRD, a node’s BGP daemon, for its sessions and routes',
  synopsis: ['show status', 'show protocols [all [NAME]]', 'show route [NETWORK | for ADDRESS] [all]'],
  options: [
    { flag: '-r', meaning: 'restricted: only looks, which is all that there is' },
    { flag: '-s', value: 'file', placeholder: 'SOCKET', meaning: 'the control socket', example: '/var/run/calico/bird.ctl' },
    { flag: '-v', meaning: 'verbose; the numbers of replies are not printed' },
  ],
  words: [
    {
      word: 'show',
      meaning: 'what BIRD knows',
      words: [
        { word: 'status', meaning: 'its id, its times' },
        { word: 'protocols', meaning: 'its instances and sessions', words: [{ word: 'all', meaning: 'with what each does' }] },
        {
          word: 'route',
          meaning: 'its table, which is more than the kernel’s',
          words: [
            { word: 'all', meaning: 'with attributes' },
            { word: 'for', value: 'address', meaning: 'the network that holds an address', example: '8.8.8.8' },
          ],
        },
      ],
    },
  ],
  operands: 'prefix',
  notes: ['Sessions stand as soon as the lab does; times count from its start.'],
  example: 'birdcl show protocols',
}
