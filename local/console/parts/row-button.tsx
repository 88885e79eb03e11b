interface RowButtonProps {
  readonly testId: string;
  readonly isOpen: boolean;
  readonly children: preact.ComponentChildren;
}

/** The part of a row that the keyboard reaches; pressing it is pressing the row. */
export function RowButton({ testId, isOpen, children }: RowButtonProps) {
  return (
    <button type="button" class="row-button" aria-expanded={isOpen} data-testid={testId}>
      {children}
    </button>
  );
}
