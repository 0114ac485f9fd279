// Who may import whom: an allow-list, one line a room (docs/adr/0001-rooms.md). What is not listed is refused.

/** Rooms of the core: what each may import of its neighbours, and which packages. */
const CORE = {
  base: [],
  words: [],
  wire: ['base'],
  model: ['base', 'wire'],
  trace: ['base', 'wire', 'model'],
  dataplane: ['base', 'wire', 'model', 'trace'],
  engine: ['base', 'wire', 'model', 'trace', 'dataplane'],
  calico: ['base', 'wire', 'model'],
  import: ['base', 'words', 'wire', 'model', 'calico'],
  capture: ['base', 'wire', 'trace'],
  shell: ['base', 'wire', 'model', 'trace', 'capture'],
  explain: ['base', 'words', 'wire', 'model', 'trace'],
  scene: ['base', 'words', 'wire', 'model', 'trace', 'explain'],
  picture: ['base', 'wire', 'model', 'trace', 'scene', 'explain', 'words'],
  export: ['base', 'wire', 'model', 'trace', 'capture', 'scene', 'picture'],
  session: ['base', 'wire', 'model', 'trace', 'engine', 'calico', 'import', 'shell', 'explain'],
}

/** Packages by the folder that alone may import them. */
const PACKAGES = {
  '^src/core/(wire|calico|engine|dataplane)/': ['@noble'],
  '^src/core/import/': ['yaml', 'zod'],
  '^src/ui/': ['react', 'react-dom', 'lucide-react', 'radix-ui'],
  '^src/ui/store/': ['zustand'],
  '^src/ui/canvas/': ['cytoscape'],
  '^src/ui/(app/|main)': ['@fontsource'],
  '^src/terminal/': ['ip-num', 'just-bash'],
  '^src/ui/features/terminal/': ['@xterm', 'get-east-asian-width'],
}

/** What the page may read of the core: values and their readings, never the engine, which runs in the worker. */
const READINGS = '^src/core/(base|words|wire|model|trace|capture|scene|explain|picture|export)/'

const core = Object.entries(CORE).map(([room, neighbours]) => ({
  from: { path: `^src/core/${room}/` },
  to: { path: `^src/core/(${[room, ...neighbours].join('|')})/` },
}))

const packages = Object.entries(PACKAGES).map(([from, names]) => ({
  from: { path: from },
  to: { path: `^node_modules/(@types/)?(${names.join('|')})/` },
}))

const TESTS = '(\\.test\\.tsx?$|^(tests|bench)/)'

module.exports = {
  allowedSeverity: 'error',
  allowed: [
    ...core,
    ...packages,
    // programs know the kernel's interface and no kernel
    { from: { path: '^src/core/shell/' }, to: { path: '^src/core/engine/(kernel|capture|connection)-api\\.ts$' } },
    // a shell starts what a session has, and knows no kernel
    { from: { path: '^src/terminal/' }, to: { path: ['^src/terminal/', '^src/core/(base|wire|session|shell)/', '^src/core/engine/(kernel|simulation)-api\\.ts$'] } },
    { from: { path: '^src/worker/' }, to: { path: ['^src/worker/', '^src/terminal/', '^src/core/(base|wire|model|trace|import|session)/'] } },
    { from: { path: '^src/ui/store/' }, to: { path: ['^src/ui/store/', '^src/worker/(protocol|client|worker-transport)\\.ts$', READINGS] } },
    // the list of built-in labs is data: it brings no importer with it
    { from: { path: '^src/ui/commands/' }, to: { path: ['^src/ui/(commands|store)/', '^src/core/import/built-in-labs\\.ts$', READINGS] } },
    { from: { path: '^src/ui/components/' }, to: { path: ['^src/ui/components/', READINGS] } },
    { from: { path: '^src/ui/canvas/' }, to: { path: ['^src/ui/canvas/', READINGS] } },
    // a feature is an island: its own folder and the rooms that all share
    {
      from: { path: '^src/ui/features/([^/]+)/' },
      to: { path: ['^src/ui/features/$1/', '^src/ui/(store|commands|components|canvas)/', '^src/worker/protocol\\.ts$', READINGS] },
    },
    // the list of built-in labs is data: it brings no importer with it
    { from: { path: '^src/ui/features/lab/' }, to: { path: '^src/core/import/built-in-labs\\.ts$' } },
    // so is what the releases differ in
    { from: { path: '^src/ui/features/modes/' }, to: { path: '^src/core/calico/version-profile\\.ts$' } },
    { from: { path: '^src/ui/(app/|main\\.tsx$)' }, to: { path: ['^src/ui/', '^src/worker/(protocol|client|worker-transport)\\.ts$', READINGS] } },
    { from: { path: '^src/cli/' }, to: { path: ['^src/cli/', '^src/core/'] } },
    { from: { path: '^src/cli/' }, to: { dependencyTypes: ['core'] } },
    // a test may look into the room beside it and at the recordings; the core itself never sees Node
    { from: { path: TESTS }, to: { path: '^(src|tests|bench|scripts)/' } },
    { from: { path: TESTS }, to: { path: '^node_modules/' } },
    { from: { path: TESTS }, to: { dependencyTypes: ['core'] } },
  ],
  forbidden: [
    // types may speak of each other (a namespace of its devices, a device of its namespace): they are gone at run time
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-tests-in-sources', severity: 'error', from: { pathNot: TESTS }, to: { path: TESTS } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'module', 'types', 'default'] },
  },
}
