import { type Signal, useSignal } from '@preact/signals';
import type { SimDelivery, SimResendRequest, SimResendResult } from '../../veriff/control.ts';
import { pathOf } from '../calls/call.ts';
import { resendCall } from '../calls/delivery-calls.ts';
import { send } from '../calls/send.ts';
import { press, useKeys } from '../frame/keyboard.ts';
import { useTwin } from '../frame/twin-shown.ts';
import { useResource } from '../live/resource.ts';
import { isRevealed } from '../live/reveal.ts';
import { Button } from '../parts/button.tsx';
import { CallButton } from '../parts/call-button.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Loaded } from '../parts/states.tsx';
import { parsedSet } from '../session/parsed-set.ts';

interface ResendProps {
  readonly delivery: string;
  /** Brings the new delivery up. */
  readonly onDone: (result: SimResendResult) => void;
}

/** Sends a webhook again, as it was or edited and signed anew; the new delivery comes up then. */
export function ResendForm({ delivery, onDone }: ResendProps) {
  const isEditing = useSignal(false);
  useKeys({ r: () => press('deliveries-resend'), e: () => press('deliveries-edit') });
  return (
    <section class="detail-part resend">
      <div class="resend-line">
        <CallButton<SimResendResult>
          call={resendCall(delivery)}
          testId="deliveries-resend"
          onDone={onDone}
        >
          Resend
        </CallButton>
        <Button
          testId="deliveries-edit"
          expanded={isEditing.value}
          act={() => (isEditing.value = !isEditing.value)}
        >
          Edit and resend
        </Button>
      </div>
      {isEditing.value && <EditForm delivery={delivery} onDone={onDone} />}
    </section>
  );
}

const SIGNATURES = [
  ['current', 'signed with the current secret'],
  ['previous', 'signed with the previous secret'],
  ['original', 'with the signature of the original'],
  ['none', 'without a signature'],
] as const;

/** Edits by pointers; the whole body can be edited once it is revealed. */
function EditForm({ delivery, onDone }: ResendProps) {
  const set = useSignal('');
  const body = useSignal<string | undefined>(undefined);
  const sign = useSignal<NonNullable<SimResendRequest['sign']>>('current');
  const parsed = parsedSet(set.value);
  const edit = body.value === undefined ? parsed : { body: body.value };
  const call = resendCall(delivery, 'mistake' in edit ? {} : { ...edit, sign: sign.value });
  useTwin(call);
  return (
    <div class="fields">
      {body.value === undefined && <SetField set={set} />}
      <WholeBody delivery={delivery} text={body.value} change={(typed) => (body.value = typed)} />
      <Choice
        label="Signature"
        testId="deliveries-edit-sign"
        value={sign.value}
        options={SIGNATURES}
        change={(chosen) => (sign.value = chosen)}
      />
      {'mistake' in edit && <p class="mistake">{edit.mistake}</p>}
      <CallButton<SimResendResult>
        call={call}
        look="primary"
        testId="deliveries-edit-send"
        disabled={'mistake' in edit}
        onDone={onDone}
      >
        Send the edited webhook
      </CallButton>
    </div>
  );
}

function SetField({ set }: { readonly set: Signal<string> }) {
  return (
    <Field
      label="Change fields"
      hint="One a line: /verification/code=9102"
      testId="deliveries-edit-set"
      lines={3}
      value={set.value}
      change={(typed) => (set.value = typed)}
    />
  );
}

interface WholeBodyProps {
  readonly delivery: string;
  readonly text: string | undefined;
  readonly change: (typed: string) => void;
}

function WholeBody({ delivery, text, change }: WholeBodyProps) {
  const full = useResource(`body ${delivery}`, async () =>
    send<SimDelivery>({
      does: 'read the delivery',
      method: 'GET',
      path: pathOf(['_sim', 'deliveries', delivery]),
    }),
  );
  if (!isRevealed.value) return <p class="hint">Reveal the page to edit the whole body.</p>;
  return (
    <Loaded of={full}>
      {({ body }) => (
        <Field
          label="Whole body"
          testId="deliveries-edit-body"
          lines={8}
          value={text ?? body.text}
          change={change}
        />
      )}
    </Loaded>
  );
}
