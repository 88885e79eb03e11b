import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import type { OwnFaults } from '../faults/own-faults.ts';
import type { Sweep } from '../sweep.ts';
import type { VirtualClock } from '../veriff/clock.ts';
import type { SimulatorClient } from './simulator-client.ts';
import type { LocalDoctor, LocalInfo } from './wire.ts';

/** What the local run looks at by itself. */
export interface DoctorParts {
  readonly info: LocalInfo;
  readonly clock: VirtualClock;
  readonly sweep: Pick<Sweep, 'list'>;
  readonly faults: OwnFaults;
  readonly simulator: SimulatorClient;
  /** The folder of the project: sources, and what is built from them. */
  readonly root: string;
}

type Check = LocalDoctor['checks'][number];

const OLDEST_NODE = 24;
const HOUR_S = 3600;
const RUN_GAP_MS = 3 * 60_000;

/** Checks this run; nothing is changed by it. */
export async function examine(parts: DoctorParts): Promise<LocalDoctor> {
  const checks = await Promise.all([
    nodeCheck(),
    portsCheck(parts),
    bundlesCheck(parts),
    pageCheck(parts),
    dataCheck(parts),
    clockCheck(parts),
    sweepCheck(parts),
    faultsCheck(parts),
  ]);
  return { ok: checks.every(({ ok }) => ok !== false), checks };
}

function good(id: string, found: string): Check {
  return { id, ok: true, found, fix: '' };
}

function bad(id: string, found: string, fix: string): Check {
  return { id, ok: false, found, fix };
}

function told(id: string, found: string): Check {
  return { id, ok: null, found, fix: '' };
}

async function nodeCheck(): Promise<Check> {
  const { node } = process.versions;
  return Number(node.split('.')[0]) >= OLDEST_NODE
    ? good('node', `Node ${node}`)
    : bad('node', `Node ${node}, ${OLDEST_NODE} is wanted`, `install Node ${OLDEST_NODE}`);
}

async function portsCheck({ info, simulator }: DoctorParts): Promise<Check> {
  const { consoleUrl, apiUrl, simulatorUrl } = info;
  const isThere = await simulator.faults().then(
    () => true,
    () => false,
  );
  const ports = [consoleUrl, apiUrl, simulatorUrl].map((url) => new URL(url).port).join(', ');
  return isThere
    ? good('ports', `${ports}: console, client API, simulator`)
    : bad('ports', `the simulator does not answer on ${simulatorUrl}`, 'npm start');
}

async function bundlesCheck({ root }: DoctorParts): Promise<Check> {
  const built = await Promise.all(
    FUNCTIONS.map(async (name) => changedAt(join(root, 'dist/functions', name, 'index.mjs'))),
  );
  const missing = FUNCTIONS.filter((_, i) => built[i] === undefined);
  if (missing.length > 0)
    return bad('bundles', `not built: ${missing.join(', ')}`, 'npm run build');
  const newest = await newestSource([join(root, 'functions'), join(root, 'shared')]);
  // The run builds before it starts, and a bundle that would be the same keeps its date.
  const freshAt = Math.max(startedAt(), ...built.map((at) => at ?? 0));
  return newest.at > freshAt
    ? bad(
        'bundles',
        `${newest.path.slice(root.length + 1)} has changed since the start`,
        'npm start',
      )
    : good('bundles', `${FUNCTIONS.length} in dist/functions, as their sources`);
}

/** When this program was started, real time. */
export function startedAt(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

async function pageCheck({ root }: DoctorParts): Promise<Check> {
  const found = await changedAt(join(root, 'dist/console/index.html'));
  return found === undefined
    ? bad('page', 'the console is not built', 'npm run build')
    : good('page', 'in dist/console');
}

async function changedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

async function newestSource(
  folders: readonly string[],
): Promise<{ readonly path: string; readonly at: number }> {
  const lists = await Promise.all(
    folders.map(async (folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  const files = lists.flat().filter((each) => each.isFile());
  const times = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, at: (await changedAt(path)) ?? 0 };
    }),
  );
  return times.reduce((newest, each) => (each.at > newest.at ? each : newest), { path: '', at: 0 });
}

async function dataCheck({ info: { dataDir } }: DoctorParts): Promise<Check> {
  if (dataDir === null) return told('data', 'in memory: nothing is kept');
  const isWritable = await access(dataDir, constants.W_OK).then(
    () => true,
    () => false,
  );
  return isWritable
    ? good('data', dataDir)
    : bad('data', `${dataDir} cannot be written`, 'DATA_DIR=another-folder npm start');
}

/** A clock that was moved is no mistake, but it explains why sessions expire. */
async function clockCheck({ clock }: DoctorParts): Promise<Check> {
  const seconds = Math.round((clock.now() - Date.now()) / 1000);
  if (seconds < HOUR_S) return good('clock', seconds === 0 ? 'real time' : `${seconds} s ahead`);
  const hours = Math.round(seconds / HOUR_S);
  const ahead = hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
  return told('clock', `${ahead} ahead of real time; a fresh DATA_DIR begins at real time`);
}

async function sweepCheck({ sweep, clock }: DoctorParts): Promise<Check> {
  const [last] = sweep.list();
  if (last === undefined) return good('sweep', 'no run yet: the first one comes within a minute');
  if (last.error !== undefined)
    return bad('sweep', `the last run failed: ${last.error}`, 'npm start');
  const age = clock.now() - Date.parse(last.at);
  return age > RUN_GAP_MS
    ? bad('sweep', `the last run was ${Math.round(age / 60_000)} minutes ago`, 'npm start')
    : good('sweep', `last run ${last.at}, ${last.settled} of ${last.found} settled`);
}

/** Active faults are meant, and the usual reason why nothing arrives. */
async function faultsCheck({ faults, simulator }: DoctorParts): Promise<Check> {
  const own = faults.active().map(({ id }) => id);
  const theirs = await simulator.faults().then(
    ({ webhooks, api }) =>
      [...Object.values(webhooks), ...Object.values(api)]
        .flat()
        .filter(({ left }) => left !== 0)
        .map(({ id }) => id),
    () => [],
  );
  const all = [...theirs, ...own];
  return all.length === 0 ? good('faults', 'none') : told('faults', `active: ${all.join(', ')}`);
}
