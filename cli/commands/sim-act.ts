import type { SimAction, SimActionRequest, SimActionResult } from '../../local/veriff/control.ts';
import { suggest, unknownName } from '../../local/veriff/suggest.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { deliveryLine } from '../delivery.ts';
import { editsOf } from '../edits.ts';
import { CliError, usageError } from '../errors.ts';
import { show } from '../output.ts';
import { factsOf, sessionIdOf } from '../session-id.ts';

const ACTIONS = [
  'start',
  'submit',
  'approve',
  'decline',
  'resubmit',
  'review',
  'abandon',
  'expire',
  'watchlist',
  'userStatus',
] as const satisfies readonly SimAction[];

/** `sim act`: plays one action and tells which webhooks it caused and what they were answered. */
export async function act(call: Call): Promise<void> {
  const request = requestOf(call);
  const connection = connect(call);
  const id = await sessionIdOf(connection, call.args[0]);
  const { session, deliveries } = await play(call, async () =>
    connection.simulator.act(id, request),
  );
  show(call, { session: factsOf(session), deliveries }, [
    `${session.id}  ${session.status} at Veriff`,
    ...deliveries.map(deliveryLine),
    ...(deliveries.length === 0 ? ['no webhook'] : []),
  ]);
}

function requestOf(call: Call): SimActionRequest {
  const [id = 'latest', typed = ''] = call.args;
  const action = ACTIONS.find((each) => each === typed);
  if (action === undefined) {
    const meant = suggest(typed, ACTIONS) ?? 'start';
    throw usageError(
      unknownName(`action "${typed}"`, typed, ACTIONS),
      `${call.typed} ${id} ${meant}`,
    );
  }
  const reasonCode = call.whole('reasonCode', { min: 100, max: 999 });
  const set = editsOf(call.list('set'), `${call.typed} ${id} ${action}`);
  return {
    action,
    ...(reasonCode !== undefined && { reasonCode }),
    ...(Object.keys(set).length > 0 && { set }),
  };
}

/** What is refused names what would be right: the nearest field, or an action that is legal now. */
async function play(call: Call, acted: () => Promise<SimActionResult>): Promise<SimActionResult> {
  try {
    return await acted();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { message, exit, details } = error;
    throw new CliError(message, { exit, details, tryThis: betterOf(call, error) });
  }
}

function betterOf({ typed, args: [id = 'latest', action = ''] }: Call, error: CliError): string {
  const said = [error.message, ...error.details].join(' ');
  const [, pointer] = /Did you mean (\/\S+)\?/.exec(said) ?? [];
  if (pointer !== undefined) return `${typed} ${id} ${action} --set ${pointer}=VALUE`;
  const [, legal] = /allowed: (\w+)/.exec(said) ?? [];
  return legal === undefined ? error.tryThis : `${typed} ${id} ${legal}`;
}
