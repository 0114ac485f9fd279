import type { Manual } from './entry'

export const CALICOCTL: Manual = {
  name: 'calicoctl',
  summary: 'shows and changes Calico’s resources, its sessions and its addresses',
  synopsis: [
    'get KIND [NAME…] [-o ps|wide|yaml|json] [-n NAMESPACE | -A]',
    'patch KIND NAME -p PATCH [-t strategic|merge|json]',
    'apply | create | replace -f FILE',
    'delete KIND NAME… | -f FILE',
    'node status',
    'ipam show [--show-blocks | --show-borrowed | --show-configuration | --ip ADDRESS]',
    'version',
  ],
  options: [
    { flag: '-A', long: '--all-namespaces', meaning: 'workload endpoints of all namespaces', example: 'calicoctl get workloadendpoints -A' },
    { flag: '-c', long: '--config', value: 'file', meaning: 'where the cluster is; there is only this one', example: '/etc/calico/calicoctl.cfg' },
    { flag: '-f', long: '--filename', value: 'file', meaning: 'resources in YAML or JSON; - is standard input', example: 'calicoctl apply -f -' },
    { flag: '-n', long: '--namespace', value: 'text', placeholder: 'NAMESPACE', meaning: 'of workload endpoints; default without it', example: 'calicoctl get wep -n default' },
    { flag: '-o', long: '--output', value: 'text', placeholder: 'FORMAT', meaning: 'ps, wide, yaml or json', example: 'wide' },
    { flag: '-p', long: '--patch', value: 'text', placeholder: 'PATCH', meaning: 'the fields that change, as JSON', example: '{"spec":{}}' },
    { flag: '-s', long: '--skip-not-exists', meaning: 'delete: what is not there is no error' },
    { flag: '-t', long: '--type', value: 'text', placeholder: 'TYPE', meaning: 'how a patch is read: strategic, merge, json', example: 'merge' },
    { flag: '--allow-version-mismatch', meaning: 'client and cluster may differ; here they never do' },
    { flag: '--ip', value: 'address', meaning: 'ipam show: who has this address', example: 'calicoctl ipam show --ip 192.0.2.1' },
    { flag: '--show-blocks', meaning: 'ipam show: the blocks of each pool', example: 'calicoctl ipam show --show-blocks' },
    { flag: '--show-borrowed', meaning: 'ipam show: addresses outside their node’s blocks', example: 'calicoctl ipam show --show-borrowed' },
    { flag: '--show-configuration', meaning: 'ipam show: how addresses are given', example: 'calicoctl ipam show --show-configuration' },
    { flag: '--skip-exists', meaning: 'create: what is there already is no error' },
  ],
  operands: 'text',
  notes: ['A change derives the dataplane anew at once.'],
  example: 'calicoctl get ippool',
}
