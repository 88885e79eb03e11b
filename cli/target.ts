import { usageError } from './errors.ts';

/** The three addresses of a local run. */
export interface Target {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

type Given = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

interface Door {
  readonly option: 'console' | 'api' | 'simulator';
  readonly variable: string;
  readonly port: number;
}

const CONSOLE: Door = { option: 'console', variable: 'CONSOLE_PORT', port: 4400 };
const API: Door = { option: 'api', variable: 'API_PORT', port: 4401 };
const SIMULATOR: Door = { option: 'simulator', variable: 'SIMULATOR_PORT', port: 4402 };

/** Where the local run is: options before the variables that `npm start` reads too, before its defaults. */
export function targetOf(given: Given, env: Environment): Target {
  const url = (door: Door): string => addressOf(door, given[door.option], env[door.variable]);
  return { consoleUrl: url(CONSOLE), apiUrl: url(API), simulatorUrl: url(SIMULATOR) };
}

function addressOf({ option, variable, port }: Door, given: unknown, env = ''): string {
  if (typeof given === 'string') return checkedUrl(given, `--${option}`, port);
  if (env === '') return `http://localhost:${port}`;
  if (/^\d{1,5}$/.test(env) && Number(env) >= 1 && Number(env) <= 65_535) {
    return `http://localhost:${env}`;
  }
  throw usageError(`${variable} "${env}" is no port from 1 to 65535`, `export ${variable}=${port}`);
}

function checkedUrl(given: string, option: string, port: number): string {
  const url = URL.parse(given);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return given.replace(/\/+$/, '');
  throw usageError(
    `${option} "${given}" is no address that begins with http:// or https://`,
    `${option} http://localhost:${port}`,
  );
}
