import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallError } from '../calls/send.ts';
import type { Resource } from '../live/resource.ts';
import { Button } from './button.tsx';

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** It is all that the page has. */
  readonly isPage?: boolean;
}

/** There is nothing, why, and what would change that. */
export function Empty({ title, children, isPage = false }: EmptyProps) {
  return (
    <div class="empty" data-testid="empty">
      {isPage ? <h1>{title}</h1> : <p class="empty-title">{title}</p>}
      {children}
    </div>
  );
}

interface ErrorNoteProps {
  readonly error: CallError;
  readonly retry?: (() => void) | undefined;
}

/** What failed, under which request id, and a way to try again; whatever was on the screen stays there. */
export function ErrorNote({ error, retry }: ErrorNoteProps) {
  return (
    <div class="error" role="alert" data-testid="error">
      <div>
        <p>{error.message}</p>
        {error.mistakes.map((mistake) => (
          <p key={mistake} class="mono">
            {mistake}
          </p>
        ))}
      </div>
      <p class="error-facts">
        {error.status > 0 && <code>{`${error.status} ${error.code}`}</code>}
        {error.requestId !== '' && <code data-testid="error-request-id">{error.requestId}</code>}
      </p>
      {retry !== undefined && (
        <Button testId="error-retry" act={retry}>
          Retry
        </Button>
      )}
    </div>
  );
}

/** The same, brought into view: the answer to what somebody has just done. */
export function RaisedError(props: ErrorNoteProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <div class="raised" ref={box}>
      <ErrorNote {...props} />
    </div>
  );
}

/** Rows that are on their way; never shown over data. */
function Loading() {
  return (
    <div class="loading" data-testid="loading" role="status">
      <span class="unseen">Loading</span>
      <div class="loading-row" />
      <div class="loading-row" />
      <div class="loading-row" />
    </div>
  );
}

interface LoadedProps<T> {
  readonly of: Resource<T>;
  readonly children: (data: T) => ComponentChildren;
}

/** A resource as it is now: the error above the data, the data as long as there ever was any. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  const data = of.data.value;
  const error = of.error.value;
  return (
    <>
      {error !== undefined && <ErrorNote error={error} retry={() => void of.reload()} />}
      {data === undefined ? error === undefined && <Loading /> : children(data)}
    </>
  );
}
