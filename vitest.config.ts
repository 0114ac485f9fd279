import { defineConfig } from 'vitest/config'

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
    // nothing here has a state that outlives a call, and modules are read once
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    setupFiles: ['tests/property-seed.ts'],
  },
})
