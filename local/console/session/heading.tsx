import type { LocalSession } from '../../console-api/wire.ts';
import { curlOf, pathOf } from '../calls/call.ts';
import { eraseCall } from '../calls/session-calls.ts';
import { mermaidOf } from '../diagram/mermaid.ts';
import type { Resource } from '../live/resource.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Copy } from '../parts/copy.tsx';
import { Moment } from '../parts/moment.tsx';
import { StatusPill, Tag } from '../parts/shape.tsx';
import { plural } from '../words/plural.ts';
import { nextActionText, sourceWord } from '../words/record.ts';
import { scenarioOf } from './scenario.ts';
import type { History } from './use-session.ts';

interface HeadingProps {
  readonly session: LocalSession;
  readonly history: Resource<History>;
}

/** State, finality, what comes next, and the sentence that says why. */
export function Heading({ session, history }: HeadingProps) {
  const { id, status, presence, vendorData } = session;
  return (
    <header class="heading">
      <div class="heading-line">
        <h1>
          <a class="faint" href="/">
            Sessions
          </a>
          <span class="faint"> / </span>
          <span class="mono heading-id" data-testid="session-id">
            {id}
          </span>
        </h1>
        <Copy text={id} what="the session id" testId="session-copy-id" />
        <div class="page-actions">
          <Actions session={session} history={history} />
        </div>
      </div>
      <p class="facts">
        <StatusPill status={status ?? presence} testId="session-state" />
        <Facts session={session} />
        {vendorData !== undefined && <span class="fact">{vendorData}</span>}
      </p>
      <p class="why" data-testid="session-why">
        {session.why}
      </p>
    </header>
  );
}

function Actions({ session, history }: HeadingProps) {
  const { id, presence, veriff } = session;
  return (
    <>
      {veriff !== null && veriff.deletedAt === undefined && (
        <a
          class="button"
          href={veriff.url}
          target="_blank"
          rel="noreferrer"
          data-testid="session-end-user"
        >
          Open end-user page
        </a>
      )}
      <Exports session={session} history={history} />
      <CallButton
        call={eraseCall(id)}
        look="danger"
        testId="session-erase"
        disabled={presence !== 'held'}
        question="Erase this session? Our record is gone at once, Veriff is asked to erase its own."
      >
        Erase
      </CallButton>
    </>
  );
}

function Facts({ session }: { readonly session: LocalSession }) {
  const { presence, nextAction, attempts, decision, createdAt, troubles } = session;
  return (
    <>
      {presence === 'held' && (
        <span class="fact" data-testid="session-final">
          {session.final ? 'final' : 'not final'}
        </span>
      )}
      {nextAction !== undefined && (
        <span class="fact" data-testid="session-next-action">
          {nextActionText(nextAction)}
        </span>
      )}
      {presence === 'held' && <span class="fact">{plural(attempts, 'attempt')}</span>}
      {decision !== undefined && (
        <span class="fact" data-testid="session-decided-by">
          decided by {sourceWord(decision)}
        </span>
      )}
      {createdAt !== undefined && (
        <span class="fact">
          created <Moment at={createdAt} />
        </span>
      )}
      {troubles.map((each) => (
        <Tag key={each} tone="bad" word={each} />
      ))}
    </>
  );
}

function Exports({ session, history }: HeadingProps) {
  const entries = history.data.value?.entries ?? [];
  const read = {
    does: 'read the session',
    method: 'GET',
    path: pathOf(['v1', 'sessions', session.id]),
  } as const;
  return (
    <div class="joined" role="group" aria-label="Copy as">
      <Copy
        text={curlOf(read, location.origin)}
        word="curl"
        what="a curl line"
        testId="session-copy-curl"
      />
      <Copy
        text={() => mermaidOf(entries)}
        word="Mermaid"
        what="the diagram as Mermaid"
        testId="session-copy-mermaid"
      />
      <Copy
        text={() => scenarioOf(session, entries)}
        word="Scenario"
        what="the session as a scenario file"
        testId="session-copy-scenario"
      />
    </div>
  );
}
