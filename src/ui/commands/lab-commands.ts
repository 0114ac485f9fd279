import { MODE_WORDS, SCOPE_WORDS } from '../../core/explain/lab-words'
import { BUILT_IN_LABS } from '../../core/import/built-in-labs'
import { CALICO_VERSIONS } from '../../core/model/cluster'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../core/model/encapsulation'
import { FABRICS } from '../../core/model/lab-settings'
import type { AppState } from '../store/app-state'
import { isMoveLast, isMoveNext } from '../store/places-slice'
import { isRepeatable } from '../store/repeatable'
import type { Command } from './command'
import { openFiles } from './find'
import { MTUS_BYTES } from './mtu-choices'
import { saveLab } from './save-lab'

const hasScope = ({ settings }: AppState): boolean => settings?.mode === 'ipip' || settings?.mode === 'vxlan'

/** What changes the lab, and repeats the flow. */
export const LAB_COMMANDS: readonly Command[] = [
  ...ENCAPSULATION_MODES.map((mode): Command => ({
    id: `mode-${mode}`,
    group: 'lab',
    label: (words) => words.commands.mode({ mode: MODE_WORDS[mode] }),
    isPossible: ({ settings }) => settings !== undefined && settings.mode !== mode,
    perform: (state) => void state.changeSettings({ mode }),
  })),
  ...ENCAPSULATION_SCOPES.map((scope): Command => ({
    id: `scope-${scope}`,
    group: 'lab',
    label: (words) => words.commands.scope({ scope: SCOPE_WORDS[scope] }),
    isPossible: (state) => hasScope(state) && state.settings?.scope !== scope,
    perform: (state) => void state.changeSettings({ scope }),
  })),
  ...FABRICS.map((fabric): Command => ({
    id: `fabric-${fabric}`,
    group: 'lab',
    label: (words) => words.commands.fabric({ fabric: words.lab.fabrics[fabric].name }),
    isPossible: ({ settings }) => settings !== undefined && settings.fabric !== fabric,
    perform: (state) => void state.changeSettings({ fabric }),
  })),
  ...CALICO_VERSIONS.map((calicoVersion): Command => ({ id: `calico-${calicoVersion}`, group: 'lab', label: () => `Calico ${calicoVersion}`, isPossible: ({ settings }) => settings !== undefined && settings.calicoVersion !== calicoVersion, perform: (state) => void state.changeSettings({ calicoVersion }) })),
  ...MTUS_BYTES.map((mtuBytes): Command => ({ id: `mtu-${mtuBytes}`, group: 'lab', label: (words) => words.commands.mtu({ bytes: mtuBytes }), isPossible: ({ settings }) => settings !== undefined && settings.mtuBytes !== mtuBytes, perform: (state) => void state.changeSettings({ mtuBytes }) })),
  { id: 'mtu-of-file', group: 'lab', label: (words) => words.commands.mtuOfFile, isPossible: ({ settings }) => settings?.mtuBytes !== undefined, perform: (state) => void state.forgetMtu() },
  { id: 'check-on', group: 'lab', label: (words) => `${words.page.breaks}: ${words.lab.settingFaults.check}`, isPossible: ({ settings }) => settings !== undefined && settings.fabric !== 'aws', perform: (state) => void state.changeSettings({ fabric: 'aws' }) },
  { id: 'check-off', group: 'lab', label: (words) => `${words.page.mends}: ${words.lab.settingFaults.check}`, isPossible: ({ settings }) => settings?.fabric === 'aws', perform: (state) => void state.changeSettings({ fabric: 'on-prem' }) },
  { id: 'nat-on', group: 'lab', label: (words) => words.commands.natOn, isPossible: ({ settings }) => settings !== undefined && settings.natOutgoing !== true, perform: (state) => void state.changeSettings({ natOutgoing: true }) },
  { id: 'nat-off', group: 'lab', label: (words) => words.commands.natOff, isPossible: ({ settings }) => settings !== undefined && settings.natOutgoing !== false, perform: (state) => void state.changeSettings({ natOutgoing: false }) },
  { id: 'undo', group: 'lab', controlKeys: ['z'], label: (words) => words.commands.undo, isPossible: (state) => state.past.length > 0 || isMoveLast(state), perform: (state) => void (state.undoMove() || state.undo()) },
  { id: 'redo', group: 'lab', controlKeys: ['Z', 'y'], label: (words) => words.commands.redo, isPossible: (state) => state.future.length > 0 || isMoveNext(state), perform: (state) => void (state.redoMove() || state.redo()) },
  { id: 'repeat', group: 'lab', label: (words) => words.commands.repeat, isPossible: (state) => isRepeatable(state) && !state.running, perform: (state) => void state.repeatLastFlow() },
  {
    id: 'every-mode',
    group: 'lab',
    label: (words) => words.compareView.everyMode,
    isPossible: (state) => isRepeatable(state) && !state.running,
    perform: (state) => {
      void state.runInEveryMode()
      state.bringForward('compare')
    },
  },
  ...BUILT_IN_LABS.map((lab): Command => ({ id: `lab-${lab.name}`, group: 'lab', label: (words) => words.commands.lab({ title: words.lab.labs[lab.name].title }), perform: (state) => void state.loadBuiltInLab(lab.name) })),
  { id: 'open-file', group: 'lab', label: (words) => words.page.openFile, perform: openFiles },
  { id: 'save-lab', group: 'lab', controlKeys: ['s'], label: (words) => words.commands.saveLab, isPossible: ({ settings }) => settings !== undefined, perform: (state) => void saveLab(state) },
]
