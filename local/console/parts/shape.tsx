import type { Shape, Tone } from '../words/status.ts';
import { statusLook } from '../words/status.ts';

const CIRCLE = 'M6 2.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6';

const PATHS: Readonly<Record<Shape, string>> = {
  ring: CIRCLE,
  half: `${CIRCLE}M6 3v6M7.5 3.5v5M9 5v2`,
  dot: `${CIRCLE}M6 5.5a.5.5 0 1 1 0 1a.5.5 0 1 1 0-1`,
  check: 'M2.2 6.4 4.8 9 9.8 3.2',
  cross: 'M3 3l6 6M9 3l-6 6',
  again: 'M9.5 6a3.5 3.5 0 1 1-1.2-2.6M9.6 1.6v2.2H7.4',
  eye: 'M1.4 6C3.6 2.6 8.4 2.6 10.6 6C8.4 9.4 3.6 9.4 1.4 6M6 5.2a.8.8 0 1 1 0 1.6a.8.8 0 1 1 0-1.6',
  clock: `${CIRCLE}M6 4v2l1.4 1`,
  dash: 'M2.5 6h7',
};

/** A small drawing that says the same as the colour beside it. */
export function ShapeIcon({ shape }: { readonly shape: Shape }) {
  return (
    <svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={PATHS[shape]} />
    </svg>
  );
}

/** The state of a session: word, colour and shape. */
export function StatusPill({
  status,
  testId,
}: {
  readonly status: string;
  readonly testId?: string;
}) {
  const { word, tone, shape } = statusLook(status);
  return (
    <span class={`pill tone-${tone}`} data-testid={testId} data-status={status}>
      <ShapeIcon shape={shape} />
      {word}
    </span>
  );
}

/** Any other word with a colour and a shape. */
export function Tag(props: { readonly tone: Tone; readonly shape?: Shape; readonly word: string }) {
  return (
    <span class={`tag tone-${props.tone}`}>
      {props.shape !== undefined && <ShapeIcon shape={props.shape} />}
      {props.word}
    </span>
  );
}
