import { filter } from '../frame/router.ts';
import { Choices } from '../parts/button.tsx';
import { Copy } from '../parts/copy.tsx';
import { Field } from '../parts/field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { plural } from '../words/plural.ts';
import { ruleAsCdk } from './cdk.ts';
import type { Envelope } from './envelope.ts';
import { matchPattern } from './pattern.ts';

interface PatternTesterProps {
  readonly events: readonly Envelope[];
  readonly pattern: string;
}

const EXAMPLES: readonly (readonly [word: string, pattern: object])[] = [
  ['every change', { source: ['veriff-sessions'] }],
  ['approved', { 'detail-type': ['Session Approved'] }],
  ['what is final', { detail: { final: [true] } }],
  ['declined or expired', { detail: { status: ['declined', 'expired'] } }],
];

/** Try a rule before it is deployed. */
export function PatternTester({ events, pattern }: PatternTesterProps) {
  return (
    <Sheet title="Try a rule's pattern">
      <div class="sheet-note fields">
        <Choices
          name="Examples"
          testId="events-example"
          of={EXAMPLES.map(
            ([word, example]) =>
              [word, () => filter({ pattern: JSON.stringify(example, null, 2) })] as const,
          )}
        />
        <Field
          label="Event pattern"
          testId="events-pattern"
          lines={8}
          value={pattern}
          change={(typed) => filter({ pattern: typed })}
        />
        {pattern !== '' && <Verdict events={events} text={pattern} />}
      </div>
    </Sheet>
  );
}

function Verdict({
  events,
  text,
}: {
  readonly events: readonly Envelope[];
  readonly text: string;
}) {
  const verdict = verdictOf(events, text);
  if ('mistake' in verdict) {
    return (
      <p class="mistake" role="alert" data-testid="events-pattern-mistake">
        {verdict.mistake}
      </p>
    );
  }
  return (
    <>
      <p data-testid="events-pattern-verdict">
        matches {verdict.count} of {plural(events.length, 'event')}
      </p>
      <Copy
        text={ruleAsCdk(verdict.pattern)}
        word="Copy as CDK"
        what="the pattern as a CDK rule"
        testId="events-pattern-cdk"
      />
    </>
  );
}

type Verdict =
  | { readonly mistake: string }
  | { readonly count: number; readonly pattern: Readonly<Record<string, unknown>> };

function verdictOf(events: readonly Envelope[], text: string): Verdict {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    return { mistake: `This is no JSON: ${error instanceof Error ? error.message : ''}` };
  }
  const check = matchPattern(pattern, {});
  if (!check.ok) return { mistake: check.error };
  const count = events.filter((event) => {
    const match = matchPattern(pattern, event);
    return match.ok && match.matches;
  }).length;
  return { count, pattern: Object.fromEntries(Object.entries(pattern ?? {})) };
}
