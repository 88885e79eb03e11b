import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly testId: string;
  readonly value: string;
  readonly change: (typed: string) => void;
  readonly hint?: string;
  /** More than one makes it a text of code. */
  readonly lines?: number;
}

/** One thing to fill in. */
export function Field({ label, testId, value, change, hint, lines }: FieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    'data-testid': testId,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      change(event.currentTarget.value),
    ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines === undefined ? (
        <input class="input" autocomplete="off" {...shared} />
      ) : (
        <textarea class="input mono" rows={lines} spellcheck={false} {...shared} />
      )}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly testId: string;
  readonly value: V;
  readonly options: readonly (readonly [value: V, word: string])[];
  readonly change: (chosen: V) => void;
}

/** One of a few. */
export function Choice<V extends string>(props: ChoiceProps<V>) {
  const { label, testId, value, options, change } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        class="input"
        id={id}
        data-testid={testId}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find(([each]) => each === currentTarget.value);
          if (chosen !== undefined) change(chosen[0]);
        }}
      >
        {options.map(([each, word]) => (
          <option key={each} value={each} selected={each === value}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}
