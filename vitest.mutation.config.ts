import { defineConfig } from 'vitest/config'

/** What a mutation run judges by: the tests of the two rooms, and the kernel's recordings. */
export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    include: ['src/core/{wire,dataplane,trace}/**/*.test.ts', 'tests/{dataplane,golden}/*.test.ts', 'tests/kernel/conformance.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    setupFiles: ['tests/property-seed.ts'],
  },
})
