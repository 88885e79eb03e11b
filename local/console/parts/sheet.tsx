import type { ComponentChildren } from 'preact';

interface SheetProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Beside the title. */
  readonly beside?: ComponentChildren;
  readonly testId?: string;
  readonly isBad?: boolean;
}

/** A part of a page that has a title. */
export function Sheet({ title, children, beside, testId, isBad = false }: SheetProps) {
  return (
    <section class={`sheet ${isBad ? 'sheet-bad' : ''}`} aria-label={title} data-testid={testId}>
      <div class="sheet-head">
        <h2>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
