import type { AppState } from '../store/app-state'
import { BOTTOM_TABS } from '../store/front-slice'
import { placesOf } from '../store/places-slice'
import { INSPECTOR_TABS } from '../store/panels-slice'
import { THEMES } from '../store/theme-slice'
import { LANGUAGES } from '../store/words-slice'
import type { Command } from './command'
import { filterEvents, findPlace } from './find'

const hasLab = (state: AppState): boolean => state.inventory !== undefined

/** What is shown and how; nothing of the lab changes. */
export const VIEW_COMMANDS: readonly Command[] = [
  { id: 'palette', group: 'view', controlKeys: ['k'], label: (words) => words.commands.palette, perform: (state) => state.bringForward('palette') },
  { id: 'shortcuts', group: 'view', keys: ['?'], label: (words) => words.shortcuts.name, perform: (state) => state.bringForward('shortcuts') },
  { id: 'find', group: 'view', keys: ['/'], controlKeys: ['f'], label: (words) => words.shortcuts.find, perform: findPlace },
  { id: 'filter-events', group: 'view', label: (words) => words.page.filter, isPossible: hasLab, perform: filterEvents },
  { id: 'save-captures', group: 'view', label: (words) => words.commands.saveCaptures, isPossible: (state) => state.runs.length > 0, perform: () => void import('./save-capture').then(({ saveCapture }) => saveCapture('all')) },
  { id: 'present', group: 'view', label: (words) => words.present.name, isPossible: hasLab, perform: (state) => state.bringForward('present') },
  { id: 'compare', group: 'view', label: (words) => words.compareView.name, isPossible: (state) => state.runs.length > 0, perform: (state) => state.bringForward('compare') },
  { id: 'picture', group: 'view', label: (words) => words.exportPicture.title, isPossible: hasLab, perform: (state) => state.bringForward('picture') },
  ...BOTTOM_TABS.map((tab): Command => ({ id: `show-${tab}`, group: 'view', label: (words) => words.commands.show({ panel: words.bottom[tab] }), isPossible: (state) => hasLab(state) && state.bottomTab !== tab, perform: (state) => state.showBottomTab(tab) })),
  ...INSPECTOR_TABS.map((tab): Command => ({ id: `inspect-${tab}`, group: 'view', label: (words) => words.commands.inspect({ panel: words.page.tabs[tab] }), isPossible: (state) => hasLab(state) && state.inspectorTab !== tab, perform: (state) => state.showInspectorTab(tab) })),
  { id: 'zoom-in', group: 'view', keys: ['+', '='], label: (words) => words.page.zoomIn, isPossible: hasLab, perform: (state) => state.orderView('closer') },
  { id: 'zoom-out', group: 'view', keys: ['-'], label: (words) => words.page.zoomOut, isPossible: hasLab, perform: (state) => state.orderView('further') },
  { id: 'fit', group: 'view', keys: ['0'], label: (words) => words.commands.fit, isPossible: hasLab, perform: (state) => state.orderView('fit') },
  { id: 'stage-table', group: 'view', keys: ['t'], label: (words) => words.stageTable.show, isPossible: (state) => hasLab(state) && state.stageView !== 'table', perform: (state) => state.showStageAs('table') },
  { id: 'stage-picture', group: 'view', keys: ['g'], label: (words) => words.stageTable.hide, isPossible: (state) => state.stageView === 'table', perform: (state) => state.showStageAs('picture') },
  { id: 'panel-sizes', group: 'view', label: (words) => words.stage.defaultSizes, isPossible: ({ panelSizes }) => Object.keys(panelSizes).length > 0, perform: (state) => state.forgetSizes() },
  { id: 'reset-places', group: 'view', label: (words) => words.stage.resetPlaces, isPossible: (state) => Object.keys(placesOf(state)).length > 0, perform: (state) => state.resetPlaces() },
  { id: 'new-flow', group: 'lab', label: (words) => words.page.newFlow, isPossible: hasLab, perform: (state) => state.draftFlow({}) },
  { id: 'clear-filter', group: 'view', label: (words) => words.page.filterClear, isPossible: (state) => state.eventFilter !== '', perform: (state) => state.setEventFilter('') },
  { id: 'drops-only', group: 'view', label: (words) => words.commands.dropsOnly, isPossible: hasLab, perform: (state) => { state.showBottomTab('events'); state.setEventFilter('drop') } },
  { id: 'show-arp', group: 'view', label: (words) => words.commands.showArp, isPossible: (state) => hasLab(state) && !state.showArp, perform: (state) => state.setShowArp(true) },
  { id: 'hide-arp', group: 'view', label: (words) => words.commands.hideArp, isPossible: (state) => hasLab(state) && state.showArp, perform: (state) => state.setShowArp(false) },
  ...THEMES.map((theme): Command => ({ id: `theme-${theme}`, group: 'view', label: (words) => words.commands.theme({ theme: words.themes[theme] }), isPossible: (state) => state.theme !== theme, perform: (state) => state.setTheme(theme) })),
  ...LANGUAGES.map(({ code, name }): Command => ({ id: `language-${code}`, group: 'view', label: (words) => words.commands.language({ name }), isPossible: (state) => state.words.language.code !== code, perform: (state) => void state.setLanguage(code) })),
]
