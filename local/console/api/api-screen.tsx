import type { Call } from '../calls/call.ts';
import { CallError, send } from '../calls/send.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { useResource } from '../live/resource.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { type Document, type Operation, operationsOf } from './openapi.ts';
import { TryIt } from './try-it.tsx';

const READ: Call = { does: 'read the API document', method: 'GET', path: '/openapi.json' };

/** The reference from the document that the service's own schemas make, and a place to try it. */
export function ApiScreen() {
  usePageTwin(READ);
  const document = useResource('openapi', readDocument);
  return (
    <>
      <PageHead title="API" says="Try every call against this run." />
      <TryIt />
      <Loaded of={document}>
        {(found) => (found === 'none' ? <NoDocument /> : <Reference document={found} />)}
      </Loaded>
    </>
  );
}

/** A run without a document is no error: the page says so. */
async function readDocument(): Promise<Document | 'none'> {
  try {
    return await send<Document>(READ);
  } catch (error) {
    if (error instanceof CallError && error.status === 404) return 'none';
    throw error;
  }
}

function NoDocument() {
  return (
    <Empty title="This run serves no OpenAPI document">
      <p>
        The calls above are all that the client API has. Their description: <code>docs/api.md</code>
        , the simulator's: <code>docs/simulator.md</code>.
      </p>
    </Empty>
  );
}

function Reference({ document }: { readonly document: Document }) {
  return (
    <Sheet
      title={document.info?.title ?? 'Reference'}
      testId="api-reference"
      beside={<span class="faint">{document.info?.version}</span>}
    >
      {operationsOf(document).map((operation) => (
        <OperationView key={operation.id} operation={operation} />
      ))}
    </Sheet>
  );
}

function OperationView({ operation }: { readonly operation: Operation }) {
  const { id, method, path, summary, parameters, schema, example, answers } = operation;
  return (
    <details class="operation" data-testid={`api-operation-${id}`}>
      <summary>
        <code class={`method method-${method.toLowerCase()}`}>{method}</code>
        <code>{path}</code>
        <span class="soft">{summary}</span>
      </summary>
      <dl class="pairs">
        {parameters.map((parameter) => (
          <div key={`${parameter.in} ${parameter.name}`}>
            <dt>
              <code>{parameter.name}</code>
            </dt>
            <dd>
              {parameter.in}
              {parameter.required === true && ', required'} {parameter.description}
            </dd>
          </div>
        ))}
        {answers.map(({ status, description }) => (
          <div key={status}>
            <dt>
              <code>{status}</code>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
      {example !== undefined && <pre class="code">{JSON.stringify(example, null, 2)}</pre>}
      {schema !== undefined && <pre class="code">{JSON.stringify(schema, null, 2)}</pre>}
    </details>
  );
}
