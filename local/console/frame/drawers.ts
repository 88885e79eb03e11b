import { signal } from '@preact/signals';

export type DrawerName = 'faults' | 'create' | 'due';

/** The sheet that is open; one at a time. */
export const drawer = signal<DrawerName | undefined>(undefined);

export function openDrawer(name: DrawerName): void {
  drawer.value = name;
}

/** Closes a sheet; the word of one that is gone already does not close the one that came after it. */
export function closeDrawer(name: DrawerName): void {
  if (drawer.value === name) drawer.value = undefined;
}
