import { setTimeout as pause } from 'node:timers/promises';
import type { LocalEvent } from '../../local/console-api/wire.ts';
import type { SimDeliverySummary } from '../../local/veriff/control.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { deliveryLine } from '../delivery.ts';
import { note, show } from '../output.ts';
import type { Simulator } from '../simulator.ts';

const LOOK_AGAIN_MS = 300;
const WATCHING = 'watching, Ctrl-C ends it';

/** `events tail`: what is published from now on, each once, until Ctrl-C. */
export async function tailEvents(call: Call): Promise<void> {
  const { local } = connect(call);
  let [last] = await local.events({ limit: '1' });
  note(WATCHING);
  for (;;) {
    const events = await local.events({ limit: '1000', after: String(last?.seq ?? 0) });
    for (const event of events) show(call, event, [eventLine(event)]);
    last = events.at(-1) ?? last;
    if (events.length === 0) await pause(LOOK_AGAIN_MS);
  }
}

function eventLine({ publishedAt, detailType, detail }: LocalEvent): string {
  return `${publishedAt.slice(11, 19)}  ${detailType.padEnd(36)}  ${String(detail['id'])}`;
}

/** `webhooks tail`: each try from now on once it has come to something, until Ctrl-C. */
export async function tailWebhooks(call: Call): Promise<void> {
  const { simulator } = connect(call);
  const watch = watched(simulator);
  await watch();
  note(WATCHING);
  for (;;) {
    for (const delivery of await watch()) {
      const failed = delivery.outcome !== 'delivered';
      if (failed || !call.flag('failed')) show(call, delivery, [deliveryLine(delivery)]);
    }
    await pause(LOOK_AGAIN_MS);
  }
}

/** Each call answers the tries that came to something since the last call, oldest first. */
function watched(simulator: Simulator): () => Promise<readonly SimDeliverySummary[]> {
  const seen = new Set<string>();
  const waiting = new Set<string>();
  return async () => {
    const fresh = await unseen(simulator, seen);
    const still = new Set((await pages(simulator, { outcome: 'waiting' })).map(({ id }) => id));
    const ended = [...waiting].filter((id) => !still.has(id));
    const settled = await Promise.all(ended.map(async (id) => simulator.delivery(id)));
    for (const { id, outcome } of fresh) {
      seen.add(id);
      if (outcome === 'waiting') waiting.add(id);
    }
    for (const id of ended) waiting.delete(id);
    return [...settled, ...fresh.filter(({ outcome }) => outcome !== 'waiting')];
  };
}

/** Newest first, as far as something new is among them. */
async function unseen(
  simulator: Simulator,
  seen: ReadonlySet<string>,
): Promise<readonly SimDeliverySummary[]> {
  const known = ({ id }: SimDeliverySummary): boolean => seen.has(id);
  const all = await pages(simulator, {}, known);
  return all.filter((each) => !known(each)).toReversed();
}

async function pages(
  simulator: Simulator,
  query: Readonly<Record<string, string>>,
  isEnough: (delivery: SimDeliverySummary) => boolean = () => false,
): Promise<readonly SimDeliverySummary[]> {
  const found: SimDeliverySummary[] = [];
  let cursor: string | null = null;
  do {
    const page = await simulator.deliveries({
      ...query,
      limit: '100',
      ...(cursor !== null && { cursor }),
    });
    found.push(...page.deliveries);
    cursor = page.deliveries.some(isEnough) ? null : page.nextCursor;
  } while (cursor !== null);
  return found;
}
