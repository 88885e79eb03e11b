import type { ComponentChildren } from 'preact';
import type { Call } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { announce } from '../frame/announcer.tsx';
import { Button } from './button.tsx';
import { RaisedError } from './states.tsx';
import { useRun } from './use-run.ts';

interface CallButtonProps<T> {
  readonly call: Call;
  readonly testId: string;
  readonly children: ComponentChildren;
  readonly look?: string;
  readonly disabled?: boolean;
  /** A question that is asked before it is sent. */
  readonly question?: string;
  readonly onDone?: (answer: T) => void;
}

/** A control that sends one call; its twins are shown as soon as it has the focus. */
export function CallButton<T>(props: CallButtonProps<T>) {
  const { call, question, onDone, children, ...others } = props;
  const { isBusy, error, run } = useRun();
  const act = (): void => {
    if (question !== undefined && !confirm(question)) return;
    run(async () => {
      const answer = await send<T>(call);
      announce(`Done: ${call.does}`);
      onDone?.(answer);
    });
  };
  return (
    <>
      <Button {...others} call={call} isBusy={isBusy.value} act={act}>
        {children}
      </Button>
      {error.value !== undefined && <RaisedError error={error.value} retry={act} />}
    </>
  );
}
