import type { LabSettings } from '../../../core/model/lab-settings'
import type { Words } from '../../../core/words/en'
import type { FaultChoice } from './fault-menu'

/** Whether the flow in sight needs what each of them takes away. */
interface Needs {
  readonly natOutgoing: boolean
  readonly check: boolean
}

/** Two that are settings of the lab as well: they are shown with the commands of a real cluster, and switch the setting. */
export function settingFaults(settings: LabSettings, poolNames: readonly string[], { lab: { settingFaults: words } }: Words, needs: Needs, change: (change: Partial<LabSettings>) => void): readonly FaultChoice[] {
  const { fabric } = settings
  const isOn = settings.natOutgoing !== false
  const isChecked = fabric === 'aws'
  return [
    {
      key: 'nat-outgoing',
      title: words.natOff,
      effect: words.natOffEffect,
      isMet: needs.natOutgoing,
      active: !isOn,
      script: poolNames.map((name) => ({ netns: '', command: `calicoctl patch ippool ${name} -p '{"spec":{"natOutgoing":${!isOn}}}'` })),
      press: () => change({ natOutgoing: !isOn }),
    },
    {
      key: 'source-destination-check',
      title: words.check,
      effect: words.checkEffect,
      isMet: needs.check,
      active: isChecked,
      // only the cloud knows the ids of its instances
      script: ['aws ec2 describe-instances', `aws ec2 modify-instance-attribute --instance-id INSTANCE_ID --${isChecked ? 'no-' : ''}source-dest-check`].map((command) => ({ netns: '', command })),
      press: () => change({ fabric: isChecked ? 'on-prem' : 'aws' }),
    },
  ]
}
