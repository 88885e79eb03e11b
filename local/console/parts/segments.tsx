interface SegmentsProps<V extends string> {
  readonly name: string;
  readonly testId: string;
  readonly options: readonly V[];
  readonly value: V;
  readonly choose: (chosen: V) => void;
}

/** A few words, one of which is on. */
export function Segments<V extends string>(props: SegmentsProps<V>) {
  const { name, testId, options, value, choose } = props;
  return (
    <div class="segments" role="group" aria-label={name}>
      {options.map((each) => (
        <button
          type="button"
          key={each}
          class="segment"
          data-testid={`${testId}-${each.toLowerCase()}`}
          aria-pressed={each === value}
          onClick={() => choose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  );
}
