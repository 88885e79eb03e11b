import { useSignal } from '@preact/signals';
import { isRevealed } from '../live/reveal.ts';
import { hexLines, maskedJson } from '../words/mask.ts';
import { plural } from '../words/plural.ts';
import { Button } from './button.tsx';
import { Segments } from './segments.tsx';

interface BytesProps {
  readonly body: {
    readonly text: string;
    readonly base64: string;
    readonly bytes: number;
    readonly cut?: true;
  };
  /** It came from the simulator, which invents all its people: it may be revealed. */
  readonly isInvented: boolean;
  readonly testId: string;
}

/** A body exactly as it went over the wire, as text or in hex; what is personal is masked in both. */
export function Bytes({ body, isInvented, testId }: BytesProps) {
  const view = useSignal<'text' | 'hex'>('text');
  if (body.bytes === 0) return <p class="faint">no body</p>;
  const isOpen = isInvented && isRevealed.value;
  return (
    <div class="bytes">
      <div class="bytes-head">
        <Segments
          name="Show bytes as"
          testId={`${testId}-as`}
          options={['text', 'hex']}
          value={view.value}
          choose={(chosen) => (view.value = chosen)}
        />
        <span class="faint">
          {plural(body.bytes, 'byte')}
          {body.cut === true && ', only the beginning was kept'}
        </span>
        {isInvented && maskedJson(body.text) !== body.text && <Reveal />}
      </div>
      <pre class="code" data-testid={testId}>
        {view.value === 'text'
          ? isOpen
            ? body.text
            : maskedJson(body.text)
          : hexText(body, isOpen)}
      </pre>
    </div>
  );
}

/** Shows or masks everything on the page that the simulator invented. */
function Reveal() {
  return (
    <Button
      look="small"
      testId="reveal"
      pressed={isRevealed.value}
      act={() => (isRevealed.value = !isRevealed.value)}
    >
      Reveal
    </Button>
  );
}

function hexText({ base64 }: BytesProps['body'], isOpen: boolean): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
  return hexLines(bytes, !isOpen)
    .map(({ offset, hex, text }) => `${offset}  ${hex.padEnd(47)}  ${text}`)
    .join('\n');
}
