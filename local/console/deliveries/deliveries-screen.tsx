import type { SimDeliveryList } from '../../veriff/control.ts';
import { type Call, cliOf, pathOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { WEBHOOK_KINDS } from '../faults/kinds.ts';
import { filter, place } from '../frame/router.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { usePaged } from '../live/use-paged.ts';
import { Button } from '../parts/button.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { DELIVERY_OUTCOMES } from '../words/outcome.ts';
import { DeliveriesTable } from './deliveries-table.tsx';

interface DeliveryFilter {
  readonly kind: string;
  readonly outcome: string;
  readonly session: string;
}

const NO_FILTER: DeliveryFilter = { kind: '', outcome: '', session: '' };

function listCall(shown: DeliveryFilter, cursor = ''): Call {
  return {
    does: 'read the deliveries',
    method: 'GET',
    path: pathOf(['_sim', 'deliveries'], { ...shown, limit: 100, cursor }),
    cli: cliOf('webhooks', 'tail', ...(shown.outcome === 'refused' ? ['--failed'] : [])),
  };
}

/** Every try to deliver every webhook. */
export function DeliveriesScreen() {
  const { kind = '', outcome = '', session = '' } = place.value.query;
  const shown = { kind, outcome, session };
  const key = JSON.stringify(shown);
  usePageTwin(listCall(shown));
  const { list, more } = usePaged(key, ['delivery', 'reset'], async (cursor) => {
    const { deliveries, nextCursor } = await send<SimDeliveryList>(listCall(shown, cursor));
    return { rows: deliveries, nextCursor, head: undefined };
  });
  return (
    <>
      <PageHead title="Deliveries" says="Every try to bring a webhook to us, newest first." />
      <Filters shown={shown} />
      <Loaded of={list}>
        {(listed) =>
          listed.rows.length > 0 ? (
            <DeliveriesTable list={listed} more={more} changed={() => void list.reload()} />
          ) : key === JSON.stringify(NO_FILTER) ? (
            <Empty title="No webhook yet">
              <p>A webhook appears when an end user starts.</p>
            </Empty>
          ) : (
            <Empty title="No such delivery">
              <Button testId="deliveries-clear" act={() => filter({ ...NO_FILTER })}>
                Clear the filter
              </Button>
            </Empty>
          )
        }
      </Loaded>
    </>
  );
}

function anyOf(of: readonly string[]): readonly (readonly [string, string])[] {
  return [['', 'all'], ...of.map((each) => [each, each] as const)];
}

function Filters({ shown }: { readonly shown: DeliveryFilter }) {
  return (
    <div class="filters">
      <Choice
        label="Kind"
        testId="deliveries-kind"
        value={shown.kind}
        options={anyOf(WEBHOOK_KINDS)}
        change={(kind) => filter({ kind })}
      />
      <Choice
        label="Outcome"
        testId="deliveries-outcome"
        value={shown.outcome}
        options={anyOf(DELIVERY_OUTCOMES)}
        change={(outcome) => filter({ outcome })}
      />
      <Field
        label="Session"
        testId="deliveries-session"
        value={shown.session}
        change={(session) => filter({ session: session.trim() })}
      />
    </div>
  );
}
