import type { LocalSession } from '../../console-api/wire.ts';
import type { TraceEntry } from '../../console-api/wire-trace.ts';
import type { SimAction, SimDeliverySummary } from '../../veriff/control.ts';

type Step = Readonly<Record<string, unknown>>;

/** How the file calls the session. */
const NAME = 'anna';
/** Shorter gaps are those of whoever clicked. */
const SHORTEST_GAP_MS = 30_000;

/**
 * The session's story as a scenario file: what was played, the faults that struck, the time that passed, and what
 * came of it. Of the request only `vendorData` is taken along, since a file is kept and shared.
 */
export function scenarioOf(session: LocalSession, entries: readonly TraceEntry[]): string {
  const steps = [created(session), ...played(entries, session), expected(session)];
  const status = session.status ?? session.presence;
  const file = {
    $schema: './scenario.schema.json',
    name: `a session that ends ${status.replaceAll('_', ' ')}`,
    steps,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function created({ vendorData }: LocalSession): Step {
  const verification = vendorData === undefined ? {} : { vendorData };
  return { create: { as: NAME, body: { verification } } };
}

/** What brings a session into a state at Veriff. */
const ACTIONS: Readonly<Record<string, SimAction>> = {
  started: 'start',
  submitted: 'submit',
  approved: 'approve',
  declined: 'decline',
  resubmission_requested: 'resubmit',
  review: 'review',
  abandoned: 'abandon',
  expired: 'expire',
};

/** The action of an entry whose result is `created -> started`. */
function actionOf({ result = '' }: TraceEntry): SimAction | undefined {
  return ACTIONS[result.split(' -> ')[1] ?? ''];
}

/** Each action with the faults that struck its webhooks set before it, and the time until it came. */
function played(entries: readonly TraceEntry[], { veriff }: LocalSession): readonly Step[] {
  // What happens at the end of the seven days happens by itself in a scenario, too.
  const end = Date.parse(veriff?.validUntil ?? '');
  const actions = entries.filter(
    (entry) => entry.kind === 'action' && !(Date.parse(entry.at) >= end),
  );
  const steps: Step[] = [];
  let last = entries[0];
  for (const [i, action] of actions.entries()) {
    const until = actions[i + 1]?.order ?? Number.POSITIVE_INFINITY;
    const caused = entries.filter(({ order }) => order > action.order && order < until);
    steps.push(...passed(last, action), ...faultsOf(caused, veriff?.deliveries ?? []));
    steps.push({ do: [actionOf(action)], session: NAME });
    last = action;
  }
  return [...steps, ...passed(last, entries.at(-1))];
}

function passed(from: TraceEntry | undefined, to: TraceEntry | undefined): readonly Step[] {
  if (from === undefined || to === undefined) return [];
  const gap = Date.parse(to.at) - Date.parse(from.at);
  return gap < SHORTEST_GAP_MS ? [] : [{ advance: `${Math.ceil(gap / 1000)}s` }];
}

function faultsOf(
  entries: readonly TraceEntry[],
  deliveries: readonly SimDeliverySummary[],
): readonly Step[] {
  const strikes = entries.flatMap(({ delivery: id }) => {
    const delivery = deliveries.find((each) => each.id === id && each.origin !== 'resend');
    return (delivery?.faults ?? []).map((fault) => ({ fault: fault.kind, kind: delivery?.kind }));
  });
  const faults = [...new Set(strikes.map(({ fault }) => fault))];
  if (faults.length === 0) return [];
  const rules = faults.map((fault) => {
    const struck = strikes.filter((each) => each.fault === fault);
    const kinds = [...new Set(struck.map(({ kind }) => kind))];
    return [fault, { next: struck.length, kinds }] as const;
  });
  return [{ faults: { webhooks: Object.fromEntries(rules) } }];
}

function expected({ status, final, decision, presence }: LocalSession): Step {
  if (presence !== 'held') return { expect: { session: NAME, found: false } };
  const { code, source } = decision ?? {};
  return {
    expect: {
      session: NAME,
      status,
      final,
      ...(decision !== undefined && { decision: { ...(code !== undefined && { code }), source } }),
    },
  };
}
