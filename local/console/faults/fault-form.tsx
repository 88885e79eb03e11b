import { type Signal, useSignal } from '@preact/signals';
import { place } from '../frame/router.ts';
import { useTwin } from '../frame/twin-shown.ts';
import { faults } from '../live/faults.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { addCall, type Draft, ruleOf } from './draft.ts';
import {
  API_FAULTS,
  type FaultField,
  type FaultKind,
  OUR_FAULTS,
  WEBHOOK_FAULTS,
} from './kinds.ts';
import { OnlyFor } from './only-for.tsx';
import type { FaultSet, Group } from './set.ts';

const KINDS: Readonly<Record<Group, Readonly<Record<string, FaultKind>>>> = {
  webhooks: WEBHOOK_FAULTS,
  api: API_FAULTS,
  faults: OUR_FAULTS,
};

/** What most people want first: the next decision is lost. */
const FIRST: Readonly<Record<Group, Pick<Draft, 'kind' | 'only'>>> = {
  webhooks: { kind: 'drop', only: ['decision'] },
  api: { kind: 'rateLimit', only: ['decision'] },
  faults: { kind: 'tableThrottled', only: [] },
};

function draftOf(group: Group): Draft {
  return { group, ...FIRST[group], scope: 'next', amount: '1', session: '', parameters: {} };
}

/** Adds one rule to the active set. */
export function FaultForm({ set }: { readonly set: FaultSet }) {
  const isOurs = set.path === '/_local/faults';
  const draft = useSignal(draftOf(isOurs ? 'faults' : 'webhooks'));
  const { group, kind } = draft.value;
  const fields = KINDS[group][kind]?.fields ?? [];
  const made = ruleOf(draft.value, fields);
  const call = addCall(set, draft.value, 'rule' in made ? made.rule : {});
  useTwin(call);
  return (
    <section class="block">
      <h3>Add a fault</h3>
      <div class="fields">
        {!isOurs && (
          <Choice
            label="Where"
            testId="faults-group"
            value={group === 'api' ? 'api' : 'webhooks'}
            options={[
              ['webhooks', 'Webhooks, on their way to us'],
              ['api', "Veriff's API, when we call it"],
            ]}
            change={(chosen) => (draft.value = draftOf(chosen))}
          />
        )}
        <KindFields draft={draft} fields={fields} set={set} />
        <Scope draft={draft} />
      </div>
      {'mistake' in made && <p class="mistake">{made.mistake}</p>}
      <CallButton
        call={call}
        look="primary"
        testId="faults-add"
        disabled={'mistake' in made}
        onDone={() => void faults.reload()}
      >
        Add
      </CallButton>
    </section>
  );
}

interface KindFieldsProps {
  readonly draft: Signal<Draft>;
  readonly fields: readonly FaultField[];
  readonly set: FaultSet;
}

function KindFields({ draft, fields, set }: KindFieldsProps) {
  const { group, kind, parameters, only } = draft.value;
  const kinds = Object.entries(KINDS[group]);
  const change = (more: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...more };
  };
  return (
    <>
      <Choice
        label="What"
        testId="faults-kind"
        value={kind}
        options={kinds.map(([id, { word }]) => [id, word])}
        change={(chosen) => change({ kind: chosen, parameters: {} })}
      />
      <p class="hint">{KINDS[group][kind]?.says}</p>
      {fields.map((field) => (
        <ParameterField
          key={`${kind} ${field.name}`}
          field={field.type === 'step' ? { ...field, of: set.steps } : field}
          value={parameters[field.name] ?? ''}
          change={(typed) => change({ parameters: { ...parameters, [field.name]: typed } })}
        />
      ))}
      <OnlyFor
        group={group}
        set={set}
        chosen={only}
        change={(chosen) => change({ only: chosen })}
      />
    </>
  );
}

interface ParameterFieldProps {
  readonly field: FaultField;
  readonly value: string;
  readonly change: (typed: string) => void;
}

function ParameterField({ field, value, change }: ParameterFieldProps) {
  const { name, type, usually, of } = field;
  const testId = `faults-parameter-${name.toLowerCase()}`;
  const choices = type === 'flag' ? ['no', 'yes'] : of;
  if (choices === undefined) {
    return (
      <Field
        label={name}
        hint={`Usually ${usually}`}
        testId={testId}
        value={value}
        change={change}
      />
    );
  }
  return (
    <Choice
      label={name}
      testId={testId}
      value={value === '' ? usually : value}
      options={(choices.includes(usually) ? choices : ['', ...choices]).map((each) => [each, each])}
      change={change}
    />
  );
}

function Scope({ draft }: { readonly draft: Signal<Draft> }) {
  const { scope, amount, session } = draft.value;
  const [page, open = ''] = place.value.parts;
  const here = page === 'sessions' ? open : '';
  const change = (more: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...more };
  };
  return (
    <>
      <Choice
        label="How often"
        testId="faults-scope"
        value={scope}
        options={[
          ['next', 'the next few'],
          ['always', 'always'],
          ['probability', 'by chance'],
        ]}
        change={(chosen) =>
          change({ scope: chosen, amount: chosen === 'probability' ? '0.2' : '1' })
        }
      />
      {scope !== 'always' && (
        <Field
          label={scope === 'next' ? 'How many' : 'Probability, 0 to 1'}
          testId="faults-amount"
          value={amount}
          change={(typed) => change({ amount: typed })}
        />
      )}
      <Field
        label="Only session"
        hint={here === '' ? 'A session id; empty means all' : `This page's: ${here}`}
        testId="faults-session"
        value={session}
        change={(typed) => change({ session: typed.trim() })}
      />
    </>
  );
}
