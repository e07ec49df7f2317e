import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const proxy = { '/api': process.env.PROMETHEUS_URL };

export default defineConfig({
  plugins: [react()],
  define: { 'process.env': {} },
  preview: { proxy },
  build: { chunkSizeWarningLimit: 10000 },
});
