import { type Signal, useSignal } from '@preact/signals';
import type { LocalSession } from '../../console-api/wire.ts';
import type { SimAction } from '../../veriff/control.ts';
import { type PlayDetails, playCall } from '../calls/session-calls.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Field } from '../parts/field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { parsedSet } from './parsed-set.ts';

const GROUPS: readonly { readonly who: string; readonly actions: readonly SimAction[] }[] = [
  { who: 'End user', actions: ['start', 'submit'] },
  { who: 'Reviewer', actions: ['approve', 'decline', 'resubmit', 'review'] },
  { who: 'Time', actions: ['abandon', 'expire'] },
  { who: 'Other webhooks', actions: ['watchlist', 'userStatus'] },
];

/** Plays everybody who is not there: only what is possible now can be pressed. */
export function Play({ session }: { readonly session: LocalSession }) {
  const { id, veriff } = session;
  const code = useSignal('');
  const set = useSignal('');
  const parsed = parsedSet(set.value);
  if (veriff === null) {
    return (
      <Sheet title="Play">
        <p class="sheet-note">Veriff does not know this session.</p>
      </Sheet>
    );
  }
  const details = 'set' in parsed ? detailsOf(code.value, parsed.set) : {};
  const allowed = 'set' in parsed ? veriff.allowed : [];
  return (
    <Sheet
      title="Play"
      beside={
        <span class="faint">
          {veriff.allowed.length === 0 ? 'nothing is possible any more' : 'at Veriff'}
        </span>
      }
    >
      <div class="play">
        {GROUPS.map(({ who, actions }) => (
          <Group key={who} who={who} actions={actions} {...{ id, allowed, details }} />
        ))}
        <Details code={code} set={set} />
        {'mistake' in parsed && <p class="mistake">{parsed.mistake}</p>}
      </div>
    </Sheet>
  );
}

interface GroupProps {
  readonly id: string;
  readonly who: string;
  readonly actions: readonly SimAction[];
  readonly allowed: readonly SimAction[];
  readonly details: PlayDetails;
}

function Group({ id, who, actions, allowed, details }: GroupProps) {
  return (
    <div class="play-group" role="group" aria-label={who}>
      <span class="play-who">{who}</span>
      {actions.map((action) => (
        <CallButton
          key={action}
          call={playCall(id, action, fitting(action, details))}
          testId={`session-action-${action.toLowerCase()}`}
          disabled={!allowed.includes(action)}
        >
          {WORDS[action]}
        </CallButton>
      ))}
    </div>
  );
}

interface DetailsProps {
  readonly code: Signal<string>;
  readonly set: Signal<string>;
}

function Details({ code, set }: DetailsProps) {
  return (
    <details class="more">
      <summary data-testid="session-action-details">Reason and edits</summary>
      <div class="fields">
        <Field
          label="Reason code"
          hint="With decline (102) and resubmit (204)"
          testId="session-action-reason-code"
          value={code.value}
          change={(typed) => (code.value = typed)}
        />
        <Field
          label="Set in the decision"
          hint='Pointers into "verification", one a line: /person/firstName=ANNA'
          testId="session-action-set"
          lines={2}
          value={set.value}
          change={(typed) => (set.value = typed)}
        />
      </div>
    </details>
  );
}

const WORDS: Readonly<Record<SimAction, string>> = {
  start: 'Start',
  submit: 'Submit',
  approve: 'Approve',
  decline: 'Decline',
  resubmit: 'Ask to resubmit',
  review: 'Send to review',
  abandon: 'Abandon',
  expire: 'Expire',
  watchlist: 'Watchlist screening',
  userStatus: 'User status',
};

function detailsOf(code: string, set: PlayDetails['set']): PlayDetails {
  return {
    ...(code.trim() !== '' && { reasonCode: Number(code) }),
    ...(set !== undefined && Object.keys(set).length > 0 && { set }),
  };
}

/** Each action takes its own fields only; the simulator refuses the others. */
function fitting(action: SimAction, { reasonCode, set }: PlayDetails): PlayDetails {
  const hasReason = action === 'decline' || action === 'resubmit';
  const isDecision = ['approve', 'review', 'abandon', 'expire'].includes(action) || hasReason;
  return {
    ...(hasReason && reasonCode !== undefined && { reasonCode }),
    ...(isDecision && set !== undefined && { set }),
  };
}
