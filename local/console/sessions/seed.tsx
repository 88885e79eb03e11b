import { useSignal } from '@preact/signals';
import { send } from '../calls/send.ts';
import { createCall, playCall } from '../calls/session-calls.ts';
import { announce } from '../frame/announcer.tsx';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useRun } from '../parts/use-run.ts';
import type { Created } from './created.ts';
import { SEEDS, type Seed } from './seeds.ts';

/** Twenty sessions in every state that there is. */
export function SeedButton() {
  const done = useSignal(0);
  const { isBusy, error, run } = useRun();
  const plantAll = async (): Promise<void> => {
    for (const [i, each] of SEEDS.entries()) {
      done.value = i;
      await plant(each);
    }
    announce(`${SEEDS.length} sessions created`);
  };
  return (
    <>
      <Button
        testId="sessions-seed"
        call={createOf(SEEDS[0])}
        disabled={isBusy.value}
        act={() => run(plantAll)}
      >
        {isBusy.value ? `${done.value} of ${SEEDS.length}` : `Seed ${SEEDS.length}`}
      </Button>
      {error.value !== undefined && <ErrorNote error={error.value} />}
    </>
  );
}

function createOf({ vendorData }: Seed) {
  return createCall({ verification: { vendorData } });
}

async function plant(seed: Seed): Promise<void> {
  const { verification } = await send<Created>(createOf(seed));
  for (const action of seed.plays) await send(playCall(verification.id, action));
}
