import { Popover } from 'radix-ui'
import { VERSION_PROFILES } from '../../../core/calico/version-profile'
import { CALICO_VERSIONS } from '../../../core/model/cluster'
import type { LabSettings } from '../../../core/model/lab-settings'
import { MTUS_BYTES } from '../../commands/mtu-choices'
import type { ArrivingMenu } from '../../components/late-menu'
import { MENU_BUTTON, MENU_SURFACE } from '../../components/menu-style'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { SettingsFace } from './settings-face'

/** What of a lab is set seldom: its MTU, natOutgoing, and the Calico version whose dataplane is programmed. */
export function SettingsMenu({ defaultOpen }: ArrivingMenu) {
  const words = useWords()
  const settings = useAppStore((state) => state.settings)
  return (
    <Popover.Root defaultOpen={defaultOpen}>
      <Popover.Trigger className={MENU_BUTTON} disabled={!settings} aria-label={words.page.settings} title={words.page.settings}>
        <SettingsFace />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} aria-label={words.page.settings} className={`w-88 space-y-3 p-3 ${MENU_SURFACE}`}>
          {settings && <SettingRows settings={settings} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

const SELECT = 'h-7 w-36 rounded-[4px] border border-control bg-panel px-1.5'

function SettingRows({ settings }: { readonly settings: LabSettings }) {
  const words = useWords()
  const { mtuBytes, natOutgoing, calicoVersion } = settings
  const { podRouteMetric, tunnelRouteMtu, vxlanNotrack } = VERSION_PROFILES[calicoVersion]
  const changeSettings = useAppStore((state) => state.changeSettings)
  const forgetMtu = useAppStore((state) => state.forgetMtu)
  const fileMtu = useAppStore((state) => [...new Set(state.labInventory?.segments.map((segment) => segment.mtuBytes))].join(', '))
  const isAssumed = useAppStore((state) => state.problems.some(({ code }) => code === 'segments-inferred'))
  return (
    <>
      <label className="flex items-center justify-between gap-3">
        <span>
          <span className="block font-medium">{words.page.mtuOf}</span>
          <span className="block text-tertiary">{words.page.mtuNote}</span>
        </span>
        <select
          className={SELECT}
          value={mtuBytes ?? 0}
          onChange={(event) => {
            const chosen = Number(event.target.value)
            void (chosen === 0 ? forgetMtu() : changeSettings({ mtuBytes: chosen }))
          }}
        >
          <option value={0}>
            {isAssumed ? words.page.asAssumed : words.page.asFile}
            {mtuBytes === undefined && fileMtu !== '' ? `: ${fileMtu}` : ''}</option>
          {MTUS_BYTES.map((bytes) => (
            <option key={bytes} value={bytes}>
              {bytes}
            </option>
          ))}
        </select>
      </label>
      <label className="flex items-center justify-between gap-3">
        <span>
          <span className="block font-medium">Calico</span>
          <span className="block text-tertiary">{words.page.calicoNote}</span>
          <span className="block text-tertiary">{words.page.calicoDoes({ metric: podRouteMetric, tunnelMtu: tunnelRouteMtu, notrack: vxlanNotrack })}</span>
        </span>
        <select
          className={SELECT}
          value={calicoVersion}
          onChange={(event) => {
            const chosen = CALICO_VERSIONS.find((version) => version === event.target.value)
            if (chosen) void changeSettings({ calicoVersion: chosen })
          }}
        >
          {CALICO_VERSIONS.map((version) => (
            <option key={version}>{version}</option>
          ))}
        </select>
      </label>
      <label className="flex items-center justify-between gap-3">
        <span>
          <span className="block font-medium">natOutgoing</span>
          <span className="block text-tertiary">{natOutgoing === 'by-pool' ? words.page.natByPool : words.page.natNote}</span>
        </span>
        <input ref={(box) => { if (box) box.indeterminate = natOutgoing === 'by-pool' }} type="checkbox" checked={natOutgoing === true} onChange={(event) => void changeSettings({ natOutgoing: event.target.checked })} className="size-4 accent-(--text-primary)" />
      </label>
    </>
  )
}
