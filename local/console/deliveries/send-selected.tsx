import type { Signal } from '@preact/signals';
import { resendCall } from '../calls/delivery-calls.ts';
import { send } from '../calls/send.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useRun } from '../parts/use-run.ts';
import { plural } from '../words/plural.ts';

interface SendSelectedProps {
  readonly chosen: Signal<readonly string[]>;
  readonly changed: () => void;
}

/** Sends the chosen webhooks again, one after the other, in the order in which they were chosen. */
export function SendSelected({ chosen, changed }: SendSelectedProps) {
  const { isBusy, error, run } = useRun();
  const sendAll = async (): Promise<void> => {
    for (const id of chosen.value) {
      await send(resendCall(id));
      chosen.value = chosen.value.filter((each) => each !== id);
      changed();
    }
  };
  return (
    <div class="sheet-head">
      <span>{plural(chosen.value.length, 'webhook')} chosen, in this order</span>
      <Button
        look="primary"
        testId="deliveries-resend-chosen"
        call={resendCall(chosen.value[0] ?? '')}
        disabled={isBusy.value}
        act={() => run(sendAll)}
      >
        Resend in this order
      </Button>
      <Button testId="deliveries-choose-none" act={() => (chosen.value = [])}>
        Choose none
      </Button>
      {error.value !== undefined && <ErrorNote error={error.value} />}
    </div>
  );
}
