import { useSignal } from '@preact/signals';
import { faults } from '../live/faults.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Drawer } from '../parts/drawer.tsx';
import { Segments } from '../parts/segments.tsx';
import { Loaded } from '../parts/states.tsx';
import { isList } from '../words/json.ts';
import { clearCall, presetCall, removeCall } from './draft.ts';
import { FaultForm } from './fault-form.tsx';
import { type ActiveRule, type FaultSet, isSpent, ourSet, scopeText, simulatorSet } from './set.ts';

/** Everything that can go wrong on purpose: at Veriff and on the way, and on our own side. */
export function FaultsDrawer() {
  const side = useSignal<'Veriff' | 'ours'>('Veriff');
  return (
    <Drawer title="Faults" name="faults">
      <Segments
        name="Whose faults"
        testId="faults-side"
        options={['Veriff', 'ours']}
        value={side.value}
        choose={(chosen) => (side.value = chosen)}
      />
      <Loaded of={faults}>
        {({ simulator, ours }) =>
          side.value === 'Veriff' ? (
            <>
              <Presets names={simulator.presets} />
              <Side set={simulatorSet(simulator)} />
            </>
          ) : (
            <Side set={ourSet(ours)} />
          )
        }
      </Loaded>
    </Drawer>
  );
}

function Presets({ names }: { readonly names: readonly string[] }) {
  return (
    <section class="block">
      <h3>Presets</h3>
      <div class="choices">
        {names.map((name) => (
          <CallButton
            key={name}
            call={presetCall(name)}
            look="small"
            testId={`faults-preset-${name}`}
            onDone={() => void faults.reload()}
          >
            {name.replaceAll('-', ' ')}
          </CallButton>
        ))}
      </div>
    </section>
  );
}

function Side({ set }: { readonly set: FaultSet }) {
  return (
    <>
      <section class="block">
        <div class="block-head">
          <h3>Active</h3>
          <span class="faint">{`seed ${set.seed}`}</span>
          <CallButton
            call={clearCall(set)}
            look="small"
            testId="faults-clear"
            disabled={set.rules.length === 0}
            onDone={() => void faults.reload()}
          >
            Clear all
          </CallButton>
        </div>
        {set.rules.length === 0 ? (
          <p class="faint" data-testid="faults-none">
            Nothing goes wrong.
          </p>
        ) : (
          <ul class="rules" data-testid="faults-rules">
            {set.rules.map((each) => (
              <RuleRow key={each.rule.id} set={set} active={each} />
            ))}
          </ul>
        )}
      </section>
      <FaultForm key={set.path} set={set} />
    </>
  );
}

function RuleRow({ set, active }: { readonly set: FaultSet; readonly active: ActiveRule }) {
  const { kind, rule } = active;
  const struck = rule.struck === 0 ? 'has not struck' : `struck ${rule.struck}×`;
  const left = rule.next === undefined ? '' : `${rule.left ?? rule.next} of ${rule.next} left, `;
  return (
    <li
      class={`rule ${isSpent(rule) ? 'rule-spent' : ''}`}
      data-testid="faults-rule"
      data-kind={kind}
    >
      <div>
        <strong>{kind}</strong> <span class="mono">{scopeText(rule)}</span>
        <p class="faint">
          {left}
          {struck}
          {parametersOf(active)}
        </p>
      </div>
      <CallButton
        call={removeCall(set, rule.id)}
        look="small"
        testId="faults-rule-off"
        onDone={() => void faults.reload()}
      >
        Off
      </CallButton>
    </li>
  );
}

const COUNTS = new Set([
  'id',
  'left',
  'struck',
  'next',
  'always',
  'probability',
  'session',
  'seed',
]);

/** Filters and parameters, short. */
function parametersOf({ rule }: ActiveRule): string {
  return Object.entries(rule)
    .filter(([name]) => !COUNTS.has(name))
    .map(([name, value]: [string, unknown]) => `, ${name} ${wordOf(value)}`)
    .join('');
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isList(value) ? value.join(' ') : JSON.stringify(value);
}
