import { curlOf } from '../calls/call.ts';
import { createCall } from '../calls/session-calls.ts';
import { go } from '../frame/router.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Copy } from '../parts/copy.tsx';
import { Empty } from '../parts/states.tsx';
import type { Created } from './created.ts';

const DEMO = createCall({ verification: { vendorData: 'cust-0001' } });

/** The first thing that anybody sees here. */
export function NoSessions() {
  const curl = curlOf(DEMO, location.origin);
  return (
    <Empty title="No session yet">
      <p>A session is one verification of one person, from its creation to Veriff's decision.</p>
      <p class="empty-actions">
        <CallButton<Created>
          call={DEMO}
          look="primary"
          testId="sessions-create-demo"
          onDone={({ verification }) => go(`/sessions/${verification.id}`)}
        >
          Create a demo session
        </CallButton>
        <a class="button" href="/tour">
          Five-minute tour
        </a>
      </p>
      <p class="line">
        <code>{curl}</code>
        <Copy text={curl} what="the curl line" testId="sessions-copy-curl" />
      </p>
    </Empty>
  );
}
