import type { Manual } from './entry'

export const APT: Manual = {
  name: 'apt',
  summary: 'tells that a package is there; installs nothing',
  synopsis: ['install PACKAGE… [-y]', 'update'],
  options: [
    { flag: '-q', meaning: 'quiet' },
    { flag: '-y', long: '--yes', meaning: 'asks nothing, as never here' },
  ],
  operands: 'text',
  example: 'apt install wireguard',
}

export const APT_GET: Manual = { ...APT, name: 'apt-get', example: 'apt-get install wireguard' }

export const AWS: Manual = {
  name: 'aws',
  summary: 'switches the source/destination check of a node in a lab of AWS',
  hasSubcommands: true,
  synopsis: [
    'ec2 modify-instance-attribute --instance-id ID --source-dest-check JSON | --no-source-dest-check',
    'ec2 describe-instance-attribute --instance-id ID --attribute sourceDestCheck',
    'ec2 describe-instances',
  ],
  options: [],
  words: [
    {
      word: 'ec2',
      meaning: 'machines',
      words: [
        { word: 'modify-instance-attribute', meaning: 'changes one machine' },
        { word: 'describe-instance-attribute', meaning: 'tells of one machine' },
        { word: 'describe-instances', meaning: 'tells of all machines' },
      ],
    },
  ],
  operands: 'text',
  notes: ['Ids are made of the nodes’ names; a name stands for its id.'],
  example: 'aws ec2 describe-instances',
}

export const AZ: Manual = { name: 'az', summary: 'Azure’s command line, which is refused with a hint', synopsis: [''], options: [], operands: 'text', example: 'az' }

export const GCLOUD: Manual = { ...AZ, name: 'gcloud', summary: 'Google Cloud’s command line: the routes of its network; all else is refused with a hint', example: 'gcloud compute routes list' }
