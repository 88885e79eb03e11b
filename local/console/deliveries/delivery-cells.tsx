import type { SimDeliverySummary } from '../../veriff/control.ts';
import { Moment } from '../parts/moment.tsx';
import { RowButton } from '../parts/row-button.tsx';
import { SessionLink } from '../parts/session-link.tsx';
import { Tag } from '../parts/shape.tsx';
import { deliveryLook } from '../words/outcome.ts';

interface DeliveryCellsProps {
  readonly delivery: SimDeliverySummary;
  /** Its place among the chosen ones, 1 for the first; 0 where it is not chosen. */
  readonly place: number;
  readonly choose: (id: string) => void;
  readonly isOpen: boolean;
}

/** One try. */
export function DeliveryCells(props: DeliveryCellsProps) {
  const { delivery, isOpen } = props;
  const { sessionId, outcome, waitsFor, retryAt, sentAt, dueAt } = delivery;
  const look = deliveryLook(outcome);
  return (
    <>
      <Chooser {...props} />
      <td class="mono">
        <Moment at={sentAt ?? dueAt} as="time" />
      </td>
      <td>
        <RowButton testId="deliveries-open" isOpen={isOpen}>
          {nameOf(delivery)}
        </RowButton>
      </td>
      <td>
        <SessionLink id={sessionId} />
      </td>
      <td class="soft">{tryText(delivery)}</td>
      <td>
        <Tag tone={look.tone} shape={look.shape} word={look.word} />
        {waitsFor !== undefined && <span class="soft"> for {waitsFor}</span>}
      </td>
      <td class="number">{answerText(delivery)}</td>
      <td>
        {delivery.faults.map(({ rule, kind, skipped }) => (
          <Tag
            key={rule}
            tone={skipped ? 'mute' : 'warn'}
            word={skipped ? `${kind}, skipped` : kind}
          />
        ))}
      </td>
      <td class="soft">
        <Moment at={retryAt} />
      </td>
    </>
  );
}

function Chooser({ delivery, place, choose }: DeliveryCellsProps) {
  return (
    <td>
      <label class="chooser">
        <input
          type="checkbox"
          data-testid="deliveries-choose"
          checked={place > 0}
          onChange={() => choose(delivery.id)}
          aria-label={`Choose ${delivery.kind} ${delivery.action}`}
        />
        {place > 0 && <span class="chooser-place">{place}</span>}
      </label>
    </td>
  );
}

/** `decision approved 9001`. */
function nameOf({ kind, action, code }: SimDeliverySummary): string {
  return [kind, action, code].filter((each) => each !== null).join(' ');
}

function tryText({ try: number, origin }: SimDeliverySummary): string {
  return origin === 'first' || origin === 'retry' ? String(number) : `${number}, ${origin}`;
}

function answerText({ answerStatus, error, milliseconds }: SimDeliverySummary): string {
  const answer = answerStatus === undefined ? (error ?? '–') : String(answerStatus);
  return milliseconds === undefined ? answer : `${answer}, ${Math.round(milliseconds)} ms`;
}
