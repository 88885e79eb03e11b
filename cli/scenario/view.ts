import type { SimDeliverySummary, SimSession } from '../../local/veriff/control.ts';
import { isSession } from '../answers.ts';
import { CliError, EXIT } from '../errors.ts';
import type { Replied } from '../http.ts';
import { refusal } from '../problem.ts';
import type { Expectation } from './schema.ts';
import type { World } from './world.ts';

/** Everything that an expectation can see of a session, as far as it asks. */
export async function viewOf(world: World, id: string, asked: Expectation): Promise<object> {
  const held = await truthOf(world, id);
  const webhooks = held === undefined ? {} : webhooksOf(held.deliveries);
  if (world.scenario.target === 'simulator') {
    return { found: held !== undefined, ...(held && veriffView(held)), ...webhooks };
  }
  return {
    ...(await recordOf(world, id)),
    ...(await eventsOf(world, id, asked)),
    ...webhooks,
    ...(held && { veriff: veriffView(held) }),
  };
}

async function truthOf({ simulator }: World, id: string): Promise<SimSession | undefined> {
  try {
    return await simulator.session(id);
  } catch (error) {
    if (error instanceof CliError && error.exit === EXIT.notFound) return undefined;
    throw error;
  }
}

/** Our record, as a mobile backend reads it. */
async function recordOf({ send, target }: World, id: string): Promise<object> {
  const replied: Replied = await send({ url: `${target.apiUrl}/v1/sessions/${id}` });
  if (replied.status === 404) return { found: false };
  if (replied.status !== 200 || !isSession(replied.body)) throw refusal(replied);
  return { ...replied.body, found: true };
}

async function eventsOf(world: World, id: string, asked: Expectation): Promise<object> {
  if (asked.published === undefined && asked.lastPublished === undefined) return {};
  const events = await world.local.events({ session: id, limit: '1000' });
  const published = events.map(({ detail }) => detail['status']);
  return { published, lastPublished: published.at(-1) };
}

function veriffView(session: SimSession): object {
  const { status, final, attempts, vendorData, decision, deletedAt } = session;
  return { status, final, attempts, vendorData, decision, erased: deletedAt !== undefined };
}

/** Per kind of webhook: how many came to which outcome, and what each try was answered, in order. */
function webhooksOf(deliveries: readonly SimDeliverySummary[]): object {
  const counts: Record<string, Record<string, number>> = {};
  const answers: Record<string, (number | string)[]> = {};
  for (const each of inOrder(deliveries)) {
    const count = (counts[each.kind] ??= {});
    count[each.outcome] = (count[each.outcome] ?? 0) + 1;
    if (each.outcome !== 'waiting')
      (answers[each.kind] ??= []).push(each.answerStatus ?? each.outcome);
  }
  return { deliveries: counts, answers };
}

/** By the moment of sending; what was never sent by the moment at which it was due. */
export function inOrder(deliveries: readonly SimDeliverySummary[]): readonly SimDeliverySummary[] {
  return deliveries.toSorted((a, b) => momentOf(a).localeCompare(momentOf(b)));
}

function momentOf({ sentAt, dueAt }: SimDeliverySummary): string {
  return sentAt ?? dueAt;
}
