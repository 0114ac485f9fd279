import type { LabSettings } from '../../../core/model/lab-settings'
import type { FaultChoice } from './fault-menu'

/** Two that are settings of the lab as well: they are shown with the commands of a real cluster, and switch the setting. */
export function settingFaults(settings: LabSettings, poolNames: readonly string[], change: (change: Partial<LabSettings>) => void): readonly FaultChoice[] {
  const { natOutgoing, fabric } = settings
  const isChecked = fabric === 'aws'
  return [
    {
      key: 'nat-outgoing',
      title: 'natOutgoing off',
      effect: 'Pods go out with an address that nobody can answer.',
      active: !natOutgoing,
      script: poolNames.map((name) => ({ netns: '', command: `calicoctl patch ippool ${name} -p '{"spec":{"natOutgoing":${!natOutgoing}}}'` })),
      press: () => change({ natOutgoing: !natOutgoing }),
    },
    {
      key: 'source-destination-check',
      title: 'Source/destination check on',
      effect: 'As on AWS: tunnels pass, Direct fails.',
      active: isChecked,
      script: [{ netns: '', command: `aws ec2 modify-instance-attribute --instance-id i-… --${isChecked ? 'no-' : ''}source-dest-check` }],
      press: () => change({ fabric: isChecked ? 'on-prem' : 'aws' }),
    },
  ]
}
