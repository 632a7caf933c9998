import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * Set by whoever works on the panel: where a running stack answers, for `npx vite --config
 * web/admin/vite.config.ts`.
 */
const stack = process.env['ONHAND_ORIGIN'] ?? 'http://127.0.0.1:4000';

/**
 * Leaves out the fonts that Cloudscape carries inside its style sheets, 200 KB that have to be
 * there before the first line shows: the system's font is used. The site's policy would not load
 * them from there anyway.
 */
const systemFont: Plugin = {
  name: 'onhand-system-font',
  enforce: 'pre',
  transform(code, id) {
    return id.endsWith('.css') ? { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null } : undefined;
  },
};

// The panel is one page; its views are loaded when they are first shown. Nothing is inlined, so
// that the page works under a strict CSP.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [systemFont, react()],
  build: {
    target: 'es2024',
    // What knows light-dark(): the replacement of it would need a color-scheme in the same style
    // sheet.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    assetsDir: 'admin-assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { input: `${import.meta.dirname}/admin-panel.html` },
  },
  server: { host: '127.0.0.1', proxy: { '/config.json': stack } },
});
