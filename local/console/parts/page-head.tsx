import type { ComponentChildren } from 'preact';

interface PageHeadProps {
  readonly title: string;
  /** What the page shows, in one sentence. */
  readonly says?: ComponentChildren;
  /** The controls on the right. */
  readonly children?: ComponentChildren;
}

export function PageHead({ title, says, children }: PageHeadProps) {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      <p class="soft">{says}</p>
      <div class="page-actions">{children}</div>
    </div>
  );
}
