import { maskedJson } from '../words/mask.ts';

type Item = Readonly<Record<string, unknown>>;

/** One attribute of an item, before and after a write. */
export interface ItemLine {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
}

/** Every attribute of both items, the changed ones first, then by name; absent ones are empty. */
export function changedLines(before: Item, after: Item): readonly ItemLine[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const lines = names.map((name) => {
    const old = textOf(name, before[name]);
    const now = textOf(name, after[name]);
    return { name, before: old, after: now, isChanged: old !== now };
  });
  return lines.toSorted((a, b) => Number(b.isChanged) - Number(a.isChanged));
}

/** A value as it may be shown; a text without its quotes. */
function textOf(name: string, value: unknown): string {
  if (value === undefined) return '';
  const shown = maskedJson(JSON.stringify({ [name]: value })).slice(name.length + 4, -1);
  return typeof value === 'string' ? shown.slice(1, -1) : shown;
}
