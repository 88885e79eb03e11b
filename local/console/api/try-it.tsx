import { type Signal, useSignal } from '@preact/signals';
import { curlOf } from '../calls/call.ts';
import { type Answer, exchange } from '../calls/send.ts';
import { Button, Choices } from '../parts/button.tsx';
import { Copy } from '../parts/copy.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Headers } from '../parts/headers.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useRun } from '../parts/use-run.ts';
import { parsedBody } from '../sessions/create-form.ts';
import { maskedJson } from '../words/mask.ts';
import { callOf, type Draft, EXAMPLES, hasBody } from './examples.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** Sends any call to the local run and shows what comes back. */
export function TryIt() {
  const draft = useSignal<Draft>(EXAMPLES[0]);
  const answer = useSignal<Answer | undefined>(undefined);
  const { error, run } = useRun();
  const made = callOf(draft.value);
  return (
    <section class="sheet" aria-label="Try it">
      <div class="sheet-note fields">
        <Choices
          name="Examples"
          testId="api-example"
          of={EXAMPLES.map((each) => [each.word, () => (draft.value = each)] as const)}
        />
        <DraftFields draft={draft} />
        {'mistake' in made ? (
          <p class="mistake">{made.mistake}</p>
        ) : (
          <p class="line">
            <Button
              look="primary"
              testId="api-send"
              call={made.call}
              act={() => run(async () => void (answer.value = await exchange(made.call)))}
            >
              Send
            </Button>
            <Copy
              text={curlOf(made.call, location.origin)}
              word="Copy curl"
              what="the curl line"
              testId="api-copy-curl"
            />
          </p>
        )}
        {error.value !== undefined && <ErrorNote error={error.value} />}
        {answer.value !== undefined && <AnswerView answer={answer.value} />}
      </div>
    </section>
  );
}

function DraftFields({ draft }: { readonly draft: Signal<Draft> }) {
  const { method, path, body, key } = draft.value;
  const change = (more: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...more };
  };
  return (
    <>
      <div class="filters">
        <Choice
          label="Method"
          testId="api-method"
          value={method}
          options={METHODS.map((each) => [each, each])}
          change={(chosen) => change({ method: chosen })}
        />
        <Field
          label="Path"
          testId="api-path"
          value={path}
          change={(typed) => change({ path: typed })}
        />
        <Field
          label="Idempotency-Key"
          testId="api-key"
          value={key}
          change={(typed) => change({ key: typed })}
        />
      </div>
      {hasBody(method) && (
        <Field
          label="Body"
          testId="api-body"
          lines={6}
          value={body}
          change={(typed) => change({ body: typed })}
        />
      )}
    </>
  );
}

function AnswerView({ answer }: { readonly answer: Answer }) {
  return (
    <div data-testid="api-answer" data-status={answer.status}>
      <p>
        <strong>{answer.status}</strong>{' '}
        <span class="faint">{Math.round(answer.milliseconds)} ms</span>
      </p>
      <Headers headers={answer.headers} />
      <pre class="code">{maskedJson(pretty(answer.text))}</pre>
    </div>
  );
}

function pretty(text: string): string {
  const parsed = parsedBody(text);
  return 'body' in parsed ? JSON.stringify(parsed.body, null, 2) : text;
}
