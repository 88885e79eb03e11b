import { curlOf } from '../calls/call.ts';
import { Copy } from '../parts/copy.tsx';
import { visit } from '../tour/visited.ts';
import { shownTwin } from './twin-shown.ts';

/** The same as the page does, for a terminal: what it shows is what is sent. */
export function TwinBar() {
  const call = shownTwin.value;
  if (call === undefined) return null;
  return (
    <footer class="twin" aria-label="The same from a terminal">
      <TwinLine word="CLI" testId="twin-cli" line={call.cli ?? ''} />
      <TwinLine word="curl" testId="twin-curl" line={curlOf(call, location.origin)} />
    </footer>
  );
}

interface TwinLineProps {
  readonly word: string;
  readonly testId: string;
  readonly line: string;
}

function TwinLine({ word, testId, line }: TwinLineProps) {
  return (
    <div class="twin-line">
      <span class="twin-word">{word}</span>
      <code class="twin-text" data-testid={testId} title={line}>
        {line === '' ? 'no command for this one, use curl' : line}
      </code>
      {line !== '' && (
        <Copy
          text={line}
          what={`the ${word} line`}
          testId={`${testId}-copy`}
          onCopied={() => visit('twin')}
        />
      )}
    </div>
  );
}
