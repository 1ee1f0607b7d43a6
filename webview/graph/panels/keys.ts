const mac = navigator.platform.startsWith('Mac');
const names: Readonly<Record<string, string>> = {
  Delete: 'Del',
  Backspace: '⌫',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
};

/** A key as it is written on a keyboard: `Mod+f` is Ctrl+F, or ⌘F on a Mac. */
export function shownKey(key: string): string {
  if (key.startsWith('Mod+')) return `${mac ? '⌘' : 'Ctrl+'}${shownKey(key.slice(4))}`;
  if (key.startsWith('Alt+')) return `${mac ? '⌥' : 'Alt+'}${shownKey(key.slice(4))}`;
  if (/^\p{Lu}$/u.test(key)) return `${mac ? '⇧' : 'Shift+'}${key}`;
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
