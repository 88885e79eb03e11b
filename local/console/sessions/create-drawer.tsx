import { type Signal, useSignal } from '@preact/signals';
import { createCall } from '../calls/session-calls.ts';
import { closeDrawer } from '../frame/drawers.ts';
import { go } from '../frame/router.ts';
import { useTwin } from '../frame/twin-shown.ts';
import { Choices } from '../parts/button.tsx';
import { CallButton } from '../parts/call-button.tsx';
import { Drawer } from '../parts/drawer.tsx';
import { Field } from '../parts/field.tsx';
import { Segments } from '../parts/segments.tsx';
import {
  bodyOf,
  FORM_FIELDS,
  type Form,
  formOf,
  PRESETS,
  parsedBody,
  textOf,
} from './create-form.ts';
import type { Created } from './created.ts';

/** The whole request of a create, as a form or as JSON; the JSON is what is sent. */
export function CreateDrawer() {
  const text = useSignal(textOf(PRESETS[0].body));
  const key = useSignal('');
  const parsed = parsedBody(text.value);
  const call = createCall('body' in parsed ? parsed.body : {}, key.value.trim());
  useTwin(call);
  return (
    <Drawer title="Create a session" name="create">
      <Choices
        name="Presets"
        testId="create-preset"
        of={PRESETS.map(({ word, body }) => [word, () => (text.value = textOf(body))] as const)}
      />
      <Body text={text} />
      <Field
        label="Idempotency-Key"
        hint="Optional. The same key and body answer the same session."
        testId="create-idempotency-key"
        value={key.value}
        change={(typed) => (key.value = typed)}
      />
      <CallButton<Created>
        call={call}
        look="primary"
        testId="create-send"
        disabled={'mistake' in parsed}
        onDone={({ verification }) => {
          closeDrawer('create');
          go(`/sessions/${verification.id}`);
        }}
      >
        Create
      </CallButton>
    </Drawer>
  );
}

/** Both views edit the same text; one that is no JSON can only be mended as text. */
function Body({ text }: { readonly text: Signal<string> }) {
  const mode = useSignal<'form' | 'json'>('form');
  const parsed = parsedBody(text.value);
  return (
    <>
      <Segments
        name="Edit as"
        testId="create-mode"
        options={['form', 'json']}
        value={mode.value}
        choose={(chosen) => (mode.value = chosen)}
      />
      {mode.value === 'form' && 'body' in parsed ? (
        <FormFields body={parsed.body} change={(form) => (text.value = textOf(bodyOf(form)))} />
      ) : (
        <Field
          label="Request body"
          testId="create-body"
          value={text.value}
          lines={14}
          change={(typed) => (text.value = typed)}
        />
      )}
      {'mistake' in parsed && (
        <p class="mistake" role="alert" data-testid="create-mistake">
          {parsed.mistake}
        </p>
      )}
    </>
  );
}

interface FormFieldsProps {
  readonly body: unknown;
  readonly change: (form: Form) => void;
}

function FormFields({ body, change }: FormFieldsProps) {
  const form = formOf(body);
  return (
    <div class="fields">
      {FORM_FIELDS.map(({ pointer, label, hint }) => (
        <Field
          key={pointer}
          label={label}
          {...(hint !== undefined && { hint })}
          testId={`create-field-${label.toLowerCase().replaceAll(/\W+/g, '-')}`}
          value={form.values[pointer] ?? ''}
          change={(typed) => change({ ...form, values: { ...form.values, [pointer]: typed } })}
        />
      ))}
    </div>
  );
}
