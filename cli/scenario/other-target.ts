import type { Mistake } from './mistakes.ts';
import type { Outline, Step } from './schema.ts';

/** What is seen of our record and of what we publish: a backend of the user's own has neither. */
const OURS = ['nextAction', 'published', 'lastPublished', 'veriff'] as const;

/** Fields that a story with target simulator could only wait for in vain. */
export function ofOtherTarget(
  steps: readonly Step[],
  target: Outline['target'],
): readonly Mistake[] {
  if (target !== 'simulator') return [];
  return steps.flatMap((step, index) => {
    const at = `/steps/${index}`;
    if ('create' in step && step.create.idempotencyKey !== undefined) {
      return [{ pointer: `${at}/create/idempotencyKey`, detail: 'Veriff itself knows none' }];
    }
    if (!('expect' in step)) return [];
    return OURS.filter((field) => step.expect[field] !== undefined).map((field) => ({
      pointer: `${at}/expect/${field}`,
      detail: 'is seen with target service only',
    }));
  });
}
