import tseslint from 'typescript-eslint'

/** The pure core has no clock, no chance and no console; each ban names what to use instead. */
const PURE_CORE_GLOBALS = [
  { name: 'Date', message: 'Simulated time is System.nowNs or the entry’s timeNs; the core reads no clock.' },
  { name: 'performance', message: 'Simulated time is System.nowNs; benchmarks live in bench/.' },
  { name: 'console', message: 'Return a Problem, a Result or a trace entry; the core prints nothing.' },
  { name: 'setTimeout', message: 'Schedule an event in the engine’s queue; the core has no timers.' },
  { name: 'setInterval', message: 'Schedule an event in the engine’s queue; the core has no timers.' },
  { name: 'queueMicrotask', message: 'Schedule an event in the engine’s queue; the core is synchronous.' },
]

const PURE_CORE_PROPERTIES = [
  { object: 'Math', property: 'random', message: 'Use the Rng of core/base, seeded by the simulation.' },
  { object: 'globalThis', property: 'Date', message: 'The core reads no clock.' },
]

export default tseslint.config(
  {
    ignores: ['dist/', '.cache/', 'node_modules/', 'test-results/', 'playwright-report/', 'fixtures/', 'public/'],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // an interface may ask for a promise where one answer is known at once
      '@typescript-eslint/require-await': 'off',
      // `array[i] as number` is how the hot path reads typed columns under noUncheckedIndexedAccess
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'No `as unknown as`: give the value its type where it is made, or parse it.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use an `as const` list and the union of its members.' },
        { selector: 'ExportAllDeclaration', message: 'Export by name, from the file where the thing lives.' },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'eqeqeq': 'error',
      'no-alert': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'], location: 'anywhere' }],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...PURE_CORE_GLOBALS],
      'no-restricted-properties': ['error', ...PURE_CORE_PROPERTIES],
    },
  },
  {
    files: ['src/worker/**/*.ts', 'src/ui/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance comes from the lab’s seed, so that a link shows everybody the same.' },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts', 'e2e/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|fails|fixme)$/]",
          message: 'Every test runs, and has to pass.',
        },
        {
          selector: "CallExpression[callee.name='setTimeout'], CallExpression[callee.property.name='waitForTimeout']",
          message: 'Tests wait for a state, never for a time.',
        },
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'No `as unknown as`, in tests neither.',
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
