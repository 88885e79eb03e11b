import type { ComponentChildren } from 'preact';
import type { Call } from '../calls/call.ts';
import { showTwin } from '../frame/twin-shown.ts';

interface ButtonProps {
  readonly testId: string;
  readonly act: () => void;
  readonly children: ComponentChildren;
  /** Classes: `primary`, `danger`, `small`, `quiet`; more than one with a space. */
  readonly look?: string;
  readonly disabled?: boolean;
  readonly isBusy?: boolean;
  /** Of a button that stays down. */
  readonly pressed?: boolean;
  /** Of a button that opens something below it. */
  readonly expanded?: boolean;
  /** What it is called where its words are not enough. */
  readonly label?: string;
  /** The key that does the same. */
  readonly shortcut?: string;
  /** What it sends: shown as its twins as soon as it has the focus. */
  readonly call?: Call;
}

/** A control that does something. */
export function Button(props: ButtonProps) {
  const { testId, act, children, look = '', call, shortcut, label } = props;
  const looks = look.split(' ').map((each) => (each === '' ? '' : `button-${each}`));
  const show = (): void => {
    if (call !== undefined) showTwin(call);
  };
  return (
    <button
      type="button"
      class={`button ${looks.join(' ')}`}
      data-testid={testId}
      data-call={call === undefined ? undefined : `${call.method} ${call.path}`}
      disabled={props.disabled}
      aria-busy={props.isBusy}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      onFocus={show}
      onClick={() => {
        show();
        act();
      }}
    >
      {children}
    </button>
  );
}

interface ChoicesProps {
  readonly name: string;
  readonly testId: string;
  /** Words, and what each stands for. */
  readonly of: readonly (readonly [word: string, act: () => void])[];
}

/** A row of small buttons. */
export function Choices({ name, testId, of }: ChoicesProps) {
  return (
    <div class="choices" role="group" aria-label={name}>
      {of.map(([word, act]) => (
        <Button key={word} look="small" testId={`${testId}-${kebab(word)}`} act={act}>
          {word}
        </Button>
      ))}
    </div>
  );
}

function kebab(words: string): string {
  return words.toLowerCase().replaceAll(/\W+/g, '-');
}
