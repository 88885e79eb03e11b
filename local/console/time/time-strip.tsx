import type { LocalDue } from '../../console-api/wire.ts';
import { openDrawer } from '../frame/drawers.ts';
import { focusOn, press, useKeys } from '../frame/keyboard.ts';
import { due, offsetMs, virtualNow } from '../live/clock.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { plural } from '../words/plural.ts';
import { countdown, duration, fullTime, localTime } from '../words/time.ts';
import { type Advance, advance, advanceError, move, stopAdvance } from './advance.ts';
import { daySeven } from './day-seven.ts';
import { NEXT, nextOf, STEPS, type Step } from './steps.ts';

/** The virtual clock, what is owed next, and the buttons that move time. */
export function TimeStrip() {
  useKeys({ n: () => press('time-next'), t: () => focusOn('time-next') });
  const running = advance.value;
  const toSeven = daySeven(virtualNow.value);
  const next = nextOf(due.data.value?.next, due.data.value?.due[0]?.at);
  const steps = [next ?? NEXT, ...STEPS, ...(toSeven === undefined ? [] : [toSeven])];
  return (
    <section class="time" aria-label="Time">
      <Now />
      <NextDue />
      <div class="time-buttons" role="group" aria-label="Move the clock">
        {running === undefined ? (
          steps.map((step) => (
            <StepButton key={step.id} step={step} isOff={step === NEXT && next === undefined} />
          ))
        ) : (
          <Progress {...running} />
        )}
      </div>
      {advanceError.value !== undefined && <ErrorNote error={advanceError.value} />}
    </section>
  );
}

function Now() {
  const now = virtualNow.value;
  const ahead = Math.round(offsetMs.value / 1000) * 1000;
  return (
    <p class="time-now">
      <time
        class="mono"
        data-testid="time-now"
        dateTime={new Date(now).toISOString()}
        title={`${localTime(now)} here`}
      >
        {fullTime(now)}
      </time>
      <span class="faint" data-testid="time-offset">
        {Math.abs(ahead) < 2000 ? 'real time' : `${duration(ahead)} ahead`}
      </span>
    </p>
  );
}

/** In words: what happens by itself next, and in how long. */
function NextDue() {
  const list = due.data.value;
  const first = list?.due[0];
  const more = (list?.due.length ?? 0) - 1;
  return (
    <button
      type="button"
      class="time-due"
      data-testid="time-due"
      aria-haspopup="dialog"
      onClick={() => openDrawer('due')}
    >
      {first === undefined ? 'nothing is due' : nextText(first, virtualNow.value)}
      {more > 0 && <span class="faint">{` and ${plural(more, 'more thing')}`}</span>}
    </button>
  );
}

function nextText({ at, label, session }: LocalDue, now: number): string {
  const left = Date.parse(at) - now;
  return `${left > 0 ? `in ${countdown(left)}` : 'now'}: ${label} (${session.slice(0, 8)})`;
}

function StepButton({ step, isOff }: { readonly step: Step; readonly isOff: boolean }) {
  const isNext = step.id === 'next';
  return (
    <Button
      look="small"
      testId={`time-${step.id}`}
      call={step.call}
      disabled={isOff}
      act={() => void move(step)}
      {...(isNext && { shortcut: 'n' })}
    >
      {step.word}
    </Button>
  );
}

function Progress({ done, ran }: Advance) {
  return (
    <>
      <progress class="progress" value={done} aria-label="The clock moves" />
      <span data-testid="time-ran">{plural(ran, 'thing')} done</span>
      <Button look="small" testId="time-stop" act={stopAdvance}>
        Stop
      </Button>
    </>
  );
}
