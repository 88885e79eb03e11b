import type { LocalDecision, LocalNextAction } from '../../console-api/wire.ts';

/** Who decided: `webhook`, `fallback`, `ourselves`, or a dash. */
export function sourceWord(decision: LocalDecision | undefined): string {
  if (decision === undefined) return '–';
  return { webhook: 'webhook', poll: 'fallback', own: 'ourselves' }[decision.source];
}

const NEXT_ACTIONS: Readonly<Record<LocalNextAction, string>> = {
  open_url: 'the end user opens the link',
  wait: 'wait for the decision',
  retry_same_url: 'the end user opens the same link again',
  create_new: 'a new session is needed to try again',
  none: 'nothing more to do',
};

/** What the client should do now, in words. */
export function nextActionText(action: LocalNextAction): string {
  return NEXT_ACTIONS[action];
}
