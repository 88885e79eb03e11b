import { useSignal } from '@preact/signals';
import type { SimDeliverySummary } from '../../veriff/control.ts';
import { filter, place } from '../frame/router.ts';
import type { Paged } from '../live/paged.ts';
import type { Head } from '../parts/heads.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { DeliveryCells } from './delivery-cells.tsx';
import { DeliveryDetail } from './delivery-detail.tsx';
import { SendSelected } from './send-selected.tsx';

const HEADS: readonly Head[] = [
  ['Choose', 'unseen'],
  'When',
  'Webhook',
  'Session',
  'Try',
  'Outcome',
  ['Answer', 'number'],
  'Faults',
  'Next try',
];

interface DeliveriesTableProps {
  readonly list: Paged<SimDeliverySummary>;
  readonly more: () => void;
  readonly changed: () => void;
}

/** Every try; some can be chosen and sent again in the order of choice. */
export function DeliveriesTable({ list, more, changed }: DeliveriesTableProps) {
  const { rows, nextCursor } = list;
  const { open } = place.value.query;
  const chosen = useSignal<readonly string[]>([]);
  const choose = (id: string): void => {
    const { value } = chosen;
    chosen.value = value.includes(id) ? value.filter((each) => each !== id) : [...value, id];
  };
  return (
    <div class="sheet">
      {chosen.value.length > 0 && <SendSelected chosen={chosen} changed={changed} />}
      <LongTable
        name="deliveries"
        heads={HEADS}
        rows={rows}
        keyOf={({ id }) => id}
        rowHeight={38}
        cells={(delivery) => (
          <DeliveryCells
            delivery={delivery}
            place={chosen.value.indexOf(delivery.id) + 1}
            choose={choose}
            isOpen={delivery.id === open}
          />
        )}
        facts={({ id, outcome }) => ({ 'data-delivery-id': id, 'data-outcome': outcome })}
        open={({ id }) => filter({ open: open === id ? '' : id })}
        opened={open}
        detail={({ id, outcome }) => <DeliveryDetail id={id} outcome={outcome} />}
        more={nextCursor === null ? undefined : more}
      />
    </div>
  );
}
