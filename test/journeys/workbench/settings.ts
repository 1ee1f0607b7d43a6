import { quietSettings } from '../../../scripts/workbench/settings.mjs';

export type Theme = 'light' | 'dark' | 'high contrast' | 'high contrast light';

const themes: Record<Theme, string> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high contrast': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
};

/** Settings under which every journey sees the same, whatever machine it runs on. */
export function settings(theme: Theme, restricted: boolean): Record<string, unknown> {
  return {
    ...quietSettings,
    'workbench.colorTheme': themes[theme],
    'window.autoDetectColorScheme': false,
    'window.autoDetectHighContrast': false,
    'workbench.reduceMotion': 'on',
    'editor.minimap.enabled': false,
    // As on a desktop; in a browser the default is another.
    'files.autoSave': 'off',
    'files.simpleDialog.enable': true,
    'security.workspace.trust.enabled': restricted,
    // Straight into Restricted Mode: the page that asks would cover the workbench.
    'security.workspace.trust.startupPrompt': 'never',
  };
}
