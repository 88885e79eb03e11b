import { signal } from '@preact/signals';

const said = signal('');

/** Says one sentence to whoever listens to the page instead of looking at it. */
export function announce(sentence: string): void {
  said.value = sentence;
}

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  );
}
