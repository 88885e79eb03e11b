import { TABLE } from '../shared/contract/table.ts';
import { isRecord } from './json.ts';
import type { Settings } from './settings.ts';
import type { Stack } from './stack.ts';

/** What a run shows when it is ready. */
export interface Welcome {
  readonly dataDir: string | undefined;
  readonly kept: number;
  readonly now: number;
  readonly offsetMs: number;
  readonly activeFaults: number;
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

/** Gathers it from the running parts. */
export async function welcomeOf(stack: Stack, settings: Settings): Promise<Welcome> {
  const { consoleUrl, apiUrl, simulatorUrl, clock } = stack;
  const [kept, activeFaults] = await Promise.all([keptSessions(stack), countFaults(simulatorUrl)]);
  const offsetMs = new Float64Array(clock.offsetCell)[0] ?? 0;
  const { dataDir } = settings;
  return {
    dataDir,
    kept,
    now: clock.now(),
    offsetMs,
    activeFaults,
    consoleUrl,
    apiUrl,
    simulatorUrl,
  };
}

/** The banner; its last line is `ready`, alone, for scripts to wait for. */
export function banner(welcome: Welcome): string {
  const { apiUrl, consoleUrl, simulatorUrl, kept, dataDir } = welcome;
  const data =
    dataDir === undefined ? 'data in memory' : `data in ${dataDir}, ${sessions(kept)} kept`;
  const time = `${new Date(welcome.now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const node = process.versions.node.split('.').slice(0, 2).join('.');
  const host = apiUrl.replace(/^https?:\/\//, '');
  return `
  Veriff sessions, running locally (Node ${node}, ${data})

  Console     ${consoleUrl}
  Client API  ${apiUrl}/v1        webhooks at /webhooks/veriff
  Simulator   ${simulatorUrl}           speaks Veriff's API, signs its webhooks
  Clock       ${time} (${ahead(welcome.offsetMs)})     Faults  ${welcome.activeFaults === 0 ? 'none' : `${welcome.activeFaults} active`}

  Try: curl -s ${host}/v1/sessions -H 'content-type: application/json' -d '{"verification":{"vendorData":"cust-0001"}}'
ready`;
}

function sessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}

/** How far the clock was moved; less than a second is no distance. */
function ahead(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1000);
  if (seconds <= 0) return 'real time';
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [
    days > 0 ? `${days} d` : '',
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
  ].filter((part) => part !== '');
  return `${parts.length > 0 ? parts.join(' ') : `${seconds} s`} ahead of real time`;
}

/** Every session has an entry in the index by user; claims of idempotency have none. */
async function keptSessions({ database }: Stack): Promise<number> {
  if (!database.isContinued) return 0;
  let count = 0;
  let from: unknown;
  do {
    const page = await database.call('Scan', {
      TableName: database.tableName,
      IndexName: TABLE.byVendorData.index,
      Select: 'COUNT',
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    count += Number(page['Count']);
    from = page['LastEvaluatedKey'];
  } while (from !== undefined);
  return count;
}

async function countFaults(simulatorUrl: string): Promise<number> {
  const faults: unknown = await (await fetch(`${simulatorUrl}/_sim/faults`)).json();
  if (!isRecord(faults)) return 0;
  return [faults['webhooks'], faults['api']]
    .flatMap((group) => (isRecord(group) ? Object.values(group) : []))
    .flat().length;
}
