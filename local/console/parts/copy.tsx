import { useSignal } from '@preact/signals';
import { announce } from '../frame/announcer.tsx';
import { Button } from './button.tsx';

interface CopyProps {
  readonly text: string | (() => string);
  readonly word?: string;
  readonly what: string;
  readonly testId: string;
  readonly onCopied?: () => void;
}

const SHOWN_MS = 1500;

/** Copies a text, and says that it did. */
export function Copy({ text, word = 'Copy', what, testId, onCopied }: CopyProps) {
  const said = useSignal<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    said.value = await copied(typeof text === 'string' ? text : text());
    if (said.value === 'Copied') {
      announce(`Copied ${what}`);
      onCopied?.();
    }
    setTimeout(() => {
      said.value = undefined;
    }, SHOWN_MS);
  };
  return (
    <Button look="small" testId={testId} label={`${word}: ${what}`} act={() => void copy()}>
      {said.value ?? word}
    </Button>
  );
}

/** The browser may refuse it, to a page without the focus for one. */
async function copied(text: string): Promise<'Copied' | 'Not allowed'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'Not allowed';
  }
}
