import { statSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** How one local run is set up. */
export interface Settings {
  readonly consolePort: number;
  readonly apiPort: number;
  readonly simulatorPort: number;
  /** Where data is kept; undefined keeps it in memory. */
  readonly dataDir: string | undefined;
  /** No line per message, no function logs. */
  readonly quiet: boolean;
  /** Lines as JSON objects. */
  readonly json: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What `--help` prints. */
export const USAGE = `Runs the whole service on this machine: no AWS, no Veriff account.

  npm start -- [options]

  --ephemeral   keep everything in memory, touch no data folder
  --quiet       no line per message, no function logs
  --json        one JSON object per line
  --help        this text

Environment (0 as a port picks a free one)
  CONSOLE_PORT    4400
  API_PORT        4401
  SIMULATOR_PORT  4402
  DATA_DIR        .local`;

const FLAGS = ['--ephemeral', '--quiet', '--json', '--help'];
const PORTS = { CONSOLE_PORT: 4400, API_PORT: 4401, SIMULATOR_PORT: 4402 } as const;
type PortName = keyof typeof PORTS;

interface Mistake {
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

/** Reads flags and environment; every mistake is told at once, by name, value and what is wanted. */
export function readSettings(argv: readonly string[], env: Environment): Settings | 'help' {
  if (argv.includes('--help')) return 'help';
  const mistakes: Mistake[] = [];
  const port = (name: PortName): number => readPort(name, env[name], mistakes);
  const ports = {
    consolePort: port('CONSOLE_PORT'),
    apiPort: port('API_PORT'),
    simulatorPort: port('SIMULATOR_PORT'),
  };
  mistakes.push(...unknownFlags(argv), ...samePorts(env));
  const dataDir = argv.includes('--ephemeral') ? undefined : readDataDir(env, mistakes);
  if (mistakes.length > 0) throw new StartError(describe(mistakes));
  return { ...ports, dataDir, quiet: argv.includes('--quiet'), json: argv.includes('--json') };
}

function readPort(name: PortName, text: string | undefined, mistakes: Mistake[]): number {
  if (text === undefined || text === '') return PORTS[name];
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  mistakes.push({ where: name, found: `"${text}" is no port`, wanted: '0 to 65535' });
  return PORTS[name];
}

function samePorts(env: Environment): readonly Mistake[] {
  const names: readonly PortName[] = ['CONSOLE_PORT', 'API_PORT', 'SIMULATOR_PORT'];
  const numbers = names.map((name) => {
    const given = env[name];
    return given === undefined || given === '' ? String(PORTS[name]) : given;
  });
  return names.flatMap((name, i) => {
    const first = numbers.indexOf(numbers[i] ?? '');
    if (first === i || numbers[i] === '0') return [];
    const found = `"${numbers[i]}" is taken by ${names[first]}`;
    return [{ where: name, found, wanted: 'another port' }];
  });
}

function unknownFlags(argv: readonly string[]): readonly Mistake[] {
  return argv
    .filter((each) => !FLAGS.includes(each))
    .map((each) => ({ where: each, found: 'is unknown', wanted: FLAGS.join(', ') }));
}

function readDataDir(env: Environment, mistakes: Mistake[]): string {
  const given = env['DATA_DIR'];
  const folder = given === undefined || given === '' ? '.local' : given;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    mistakes.push({ where: 'DATA_DIR', found: `"${folder}" is a file`, wanted: 'a folder' });
  }
  return folder;
}

function describe(mistakes: readonly Mistake[]): string {
  const many =
    mistakes.length === 1 ? '1 setting is wrong' : `${mistakes.length} settings are wrong`;
  return [
    many,
    ...mistakes.map(({ where, found, wanted }) => `  ${where} ${found} (${wanted})`),
    'Try: npm start -- --help',
  ].join('\n');
}
