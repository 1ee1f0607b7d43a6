/** The plugin is one to Vite's own types too. */
import { defineConfig } from 'vitest/config';
import { stepwell } from '../../../runtime/vite.js';

export default defineConfig({ plugins: [stepwell()] });
