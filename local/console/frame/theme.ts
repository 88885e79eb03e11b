import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** What the reader chose; `system` follows the machine's own setting. */
export const theme = signal<Theme>('system');

/** Applies the kept choice, and keeps each new one. */
export function startTheme(): void {
  theme.value = ORDER.find((each) => each === localStorage.getItem(KEY)) ?? 'system';
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
    localStorage.setItem(KEY, theme.value);
  });
}

export function nextTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'system';
}
