import type { FailureDetail, TraceDetail, TraceEntryInFull } from '../../console-api/wire-trace.ts';
import type { Call } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { ResendForm } from '../deliveries/resend-form.tsx';
import { useResource } from '../live/resource.ts';
import { Loaded } from '../parts/states.tsx';
import { awaited } from './awaited.ts';
import { HttpView } from './http-view.tsx';
import { Items, JsonText } from './items.tsx';
import { Log } from './log.tsx';
import type { Told } from './use-session.ts';

/** Everything that is known of one message. */
export function EntryDetail({ entry }: { readonly entry: Told }) {
  const { seq, why, from, to } = entry;
  const full = useResource(`entry ${seq}`, async () =>
    'detail' in entry ? entry : send<TraceEntryInFull>(readCall(seq)),
  );
  return (
    <>
      {why !== undefined && (
        <p class="detail-why" data-testid="timeline-why">
          {why}
        </p>
      )}
      <Loaded of={full}>
        {({ detail, invocation, delivery }) => (
          <>
            <Detail detail={detail} isFromVeriff={from === 'veriff' || to === 'veriff'} />
            {delivery !== undefined && (
              <ResendForm
                key={delivery}
                delivery={delivery}
                onDone={(sent) => (awaited.value = sent.delivery.id)}
              />
            )}
            {invocation !== undefined && (
              <p class="faint">
                invocation <code>{invocation}</code>
              </p>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function readCall(seq: number): Call {
  return { does: 'read the message', method: 'GET', path: `/_local/trace/${seq}` };
}

interface DetailProps {
  readonly detail: TraceDetail;
  readonly isFromVeriff: boolean;
}

function Detail({ detail, isFromVeriff }: DetailProps) {
  switch (detail.type) {
    case 'http':
      return <HttpView detail={detail} isInvented={isFromVeriff} />;
    case 'write':
      return <Items detail={detail} />;
    case 'publication':
      return <JsonText title="Event" value={detail.event} />;
    case 'loss':
      return <p>Lost by: {detail.faults.join(', ')}</p>;
    case 'failure':
      return <Failure detail={detail} />;
    case 'erased':
      return <p class="faint">The session was erased; nothing personal is kept.</p>;
    case 'none':
      return <p class="faint">There is nothing more to see.</p>;
  }
}

function Failure({ detail }: { readonly detail: FailureDetail }) {
  const { error, fault, log } = detail;
  return (
    <>
      <p>
        <code>{error}</code>
        {fault !== undefined && ` by the fault ${fault}`}
      </p>
      <Log lines={log} />
    </>
  );
}
