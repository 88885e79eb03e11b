import type { SimDelivery, SimDeliveryOutcome, SimResendResult } from '../../veriff/control.ts';
import { pathOf } from '../calls/call.ts';
import { resendCall } from '../calls/delivery-calls.ts';
import { send } from '../calls/send.ts';
import { filter } from '../frame/router.ts';
import { useResource } from '../live/resource.ts';
import { Bytes } from '../parts/bytes.tsx';
import { CallButton } from '../parts/call-button.tsx';
import { Headers } from '../parts/headers.tsx';
import { Loaded } from '../parts/states.tsx';
import { ResendForm } from './resend-form.tsx';

interface DeliveryDetailProps {
  readonly id: string;
  /** Read again when it is another one. */
  readonly outcome: SimDeliveryOutcome;
}

/** Exactly what went out, what was signed with which key, and what was answered. */
export function DeliveryDetail({ id, outcome }: DeliveryDetailProps) {
  const full = useResource(`${id} ${outcome}`, async () =>
    send<SimDelivery>({
      does: 'read the delivery',
      method: 'GET',
      path: pathOf(['_sim', 'deliveries', id]),
    }),
  );
  return <Loaded of={full}>{(delivery) => <Whole delivery={delivery} />}</Loaded>;
}

/** The new delivery is the one that is open then. */
function openNew({ delivery }: SimResendResult): void {
  filter({ open: delivery.id, kind: '', outcome: '' });
}

function Whole({ delivery }: { readonly delivery: SimDelivery }) {
  const { id, url, body, headers, retryAt, outcome } = delivery;
  const isRetried = retryAt !== undefined || outcome === 'waiting';
  return (
    <>
      <div class="detail-pair">
        <section class="detail-part">
          <h3>
            Request <code>POST {url}</code>
          </h3>
          <Headers headers={headers} />
          <Bytes body={body} isInvented={true} testId="deliveries-body" />
        </section>
        <SignatureAndAnswer delivery={delivery} />
      </div>
      {isRetried && (
        <CallButton call={resendCall(id)} testId="deliveries-retry-now" onDone={openNew}>
          Try now
        </CallButton>
      )}
      <ResendForm delivery={id} onDone={openNew} />
    </>
  );
}

function SignatureAndAnswer({ delivery }: { readonly delivery: SimDelivery }) {
  const { body, signature, faults, answer, error } = delivery;
  return (
    <section class="detail-part">
      <h3>Signature</h3>
      <p>
        HMAC-SHA256 over exactly these {body.bytes} bytes, key: <strong>{signature.key}</strong>
      </p>
      <p class="mono wrap">{signature.value ?? 'no signature was sent'}</p>
      {faults.map(({ rule, kind, note }) => (
        <p key={rule}>
          Fault <strong>{kind}</strong> ({rule}){note === undefined ? '' : `: ${note}`}
        </p>
      ))}
      <h3>Answer</h3>
      {answer === undefined ? (
        <p class="faint">none{error === undefined ? '' : `: ${error}`}</p>
      ) : (
        <pre class="code">{`${answer.status}\n${answer.body}`}</pre>
      )}
    </section>
  );
}
