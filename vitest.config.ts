import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: {
      'ksr/module': new URL('./runtime/module.ts', import.meta.url).pathname,
      'ksr/server': new URL('./runtime/server.ts', import.meta.url).pathname,
      ksr: new URL('./runtime/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 20_000,
  },
});

export default config;
