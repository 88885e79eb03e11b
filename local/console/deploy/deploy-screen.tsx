import { useEffect } from 'preact/hooks';
import type { LocalDoctor } from '../../console-api/wire.ts';
import type { Call } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { useResource } from '../live/resource.ts';
import { Button } from '../parts/button.tsx';
import { Copy } from '../parts/copy.tsx';
import { Heads } from '../parts/heads.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Tag } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Loaded } from '../parts/states.tsx';
import { visit } from '../tour/visited.ts';
import { PORTAL_FIELDS, STEPS } from './steps.ts';

const DOCTOR: Call = {
  does: 'run the doctor',
  method: 'GET',
  path: '/_local/doctor',
  cli: 'npx veriff-ops doctor',
};

/** From the laptop into an account: the steps, what the doctor says, and what goes into Veriff's portal. */
export function DeployScreen() {
  usePageTwin(DOCTOR);
  useEffect(() => visit('deploy'), []);
  return (
    <>
      <PageHead
        title="Deploy"
        says="Nothing on this page touches AWS. What is not done yet: README.md, Deploying."
      />
      <div class="columns">
        <Checklist />
        <Doctor />
      </div>
      <Portal />
    </>
  );
}

function Checklist() {
  return (
    <Sheet title="Five steps">
      <ol class="deploy-steps">
        {STEPS.map(({ what, command }) => (
          <li key={what}>
            <p>{what}</p>
            {command !== undefined && (
              <p class="line">
                <code>{command}</code>
                <Copy text={command} what="the command" testId="deploy-copy" />
              </p>
            )}
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

function Doctor() {
  const doctor = useResource('doctor', async () => send<LocalDoctor>(DOCTOR));
  return (
    <Sheet
      title="Doctor, this machine"
      beside={
        <Button
          look="small"
          testId="deploy-doctor-run"
          call={DOCTOR}
          isBusy={doctor.isLoading.value}
          act={() => void doctor.reload()}
        >
          Run again
        </Button>
      }
    >
      <Loaded of={doctor}>
        {({ checks }) => (
          <ul class="checks" data-testid="deploy-doctor">
            {checks.map((check) => (
              <Check key={check.id} check={check} />
            ))}
          </ul>
        )}
      </Loaded>
    </Sheet>
  );
}

function Check({ check }: { readonly check: LocalDoctor['checks'][number] }) {
  const { id, ok, found, fix } = check;
  return (
    <li data-testid="deploy-check" data-check={id} data-ok={String(ok)}>
      {ok === null && <Tag tone="mute" shape="dash" word="skipped" />}
      {ok === true && <Tag tone="good" shape="check" word="ok" />}
      {ok === false && <Tag tone="bad" shape="cross" word="mend" />}
      <div>
        <strong>{id}</strong>
        <p class="soft">{found}</p>
        {fix !== '' && (
          <p class="line">
            <code>{fix}</code>
            <Copy text={fix} what="the mending command" testId="deploy-copy" />
          </p>
        )}
      </div>
    </li>
  );
}

function Portal() {
  return (
    <Sheet title="What goes into Veriff's portal">
      <table class="table portal">
        <Heads of={['Field', 'Value']} />
        <tbody>
          {PORTAL_FIELDS.map(([field, value]) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="sheet-foot faint">
        API key and shared secret go the other way: from the portal into the stack's secret. Until
        it is filled, every webhook is refused.
      </p>
    </Sheet>
  );
}
