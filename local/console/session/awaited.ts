import { signal } from '@preact/signals';

/** A delivery that was just asked for: its message is opened as soon as it is there. */
export const awaited = signal<string | undefined>(undefined);
