import { useEffect } from 'preact/hooks';
import { usePageTwin } from '../frame/twin-shown.ts';
import { info, READ_INFO } from '../live/info.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Loaded } from '../parts/states.tsx';
import { EXIT_CODES, KEYS, PROBLEMS, WORDS } from './lists.ts';

/** Keys, codes, words, and how to begin again. */
export function HelpScreen() {
  usePageTwin(READ_INFO);
  useEffect(() => void info.reload(), []);
  return (
    <>
      <PageHead title="Help" />
      <div class="help">
        <Pairs title="Keys" testId="help-keys" pairs={KEYS} isKeys={true} />
        <Run />
        <Pairs title="Exit codes of the command line" testId="help-exits" pairs={EXIT_CODES} />
        <Pairs title="Problem codes" testId="help-problems" pairs={PROBLEMS} />
        <Pairs title="Words" testId="help-words" pairs={WORDS} />
      </div>
    </>
  );
}

interface PairsProps {
  readonly title: string;
  readonly testId: string;
  readonly pairs: readonly (readonly [string, string])[];
  readonly isKeys?: boolean;
}

function Pairs({ title, testId, pairs, isKeys = false }: PairsProps) {
  return (
    <Sheet title={title}>
      <dl class="pairs" data-testid={testId}>
        {pairs.map(([name, meaning]) => (
          <div key={name}>
            <dt>{isKeys ? <kbd>{name}</kbd> : <code>{name}</code>}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

/** What runs here, where its data is, and how to throw it away. */
function Run() {
  return (
    <Sheet title="This run" testId="help-run">
      <Loaded of={info}>
        {(run) => (
          <dl class="pairs">
            <Fact name="version" value={`${run.version}, Node ${run.node}`} />
            <Fact name="client API" value={`${run.apiUrl}/v1`} />
            <Fact name="webhooks" value={run.webhookUrl} />
            <Fact name="simulator" value={run.simulatorUrl} />
            <Fact name="data folder" value={run.dataDir ?? 'in memory, gone with the process'} />
            <Fact name="reset" value="stop it, delete the data folder, start it again" />
          </dl>
        )}
      </Loaded>
    </Sheet>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="mono">{value}</dd>
    </div>
  );
}
