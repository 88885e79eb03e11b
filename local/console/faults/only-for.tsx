import { OPERATIONS, WEBHOOK_KINDS } from './kinds.ts';
import type { FaultSet, Group } from './set.ts';

const TITLES: Readonly<Record<Group, string>> = {
  webhooks: 'Only these webhooks',
  api: 'Only these calls',
  faults: 'Only these functions',
};

interface OnlyForProps {
  readonly group: Group;
  readonly set: FaultSet;
  readonly chosen: readonly string[];
  readonly change: (chosen: readonly string[]) => void;
}

/** What a rule is narrowed to; nothing ticked means everything. */
export function OnlyFor({ group, set, chosen, change }: OnlyForProps) {
  const of = { webhooks: WEBHOOK_KINDS, api: OPERATIONS, faults: set.functions }[group];
  return (
    <fieldset class="field">
      <legend>{TITLES[group]}</legend>
      <div class="ticks">
        {of.map((each) => (
          <label key={each} class="tick">
            <input
              type="checkbox"
              data-testid={`faults-only-${each.toLowerCase()}`}
              checked={chosen.includes(each)}
              onChange={() =>
                change(
                  chosen.includes(each) ? chosen.filter((one) => one !== each) : [...chosen, each],
                )
              }
            />
            {each}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
