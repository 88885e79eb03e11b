import { parseArgs } from 'node:util';
import { isUuid } from './create-request.ts';
import type { SimulatorIntegration } from './integration.ts';
import { unknownName } from './suggest.ts';

/** Everything that `npm run simulator` can be told. */
export interface Settings {
  readonly port: number;
  readonly webhookUrl: string;
  readonly dataDir?: string;
  readonly publicUrl?: string;
  readonly integration: SimulatorIntegration;
  readonly help: boolean;
}

/** A mistake in the command line or the environment; the text says what, where, and what to do. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

interface Option {
  readonly variable: string;
  readonly fallback?: string;
  readonly says: string;
}

/** Public demonstration values: they open nothing at Veriff. */
const OPTIONS = {
  port: {
    variable: 'SIMULATOR_PORT',
    fallback: '4402',
    says: 'port of the simulator, 0 = any free one',
  },
  'webhook-url': {
    variable: 'SIMULATOR_WEBHOOK_URL',
    fallback: 'http://localhost:4401/webhooks/veriff',
    says: 'where webhooks of all kinds go',
  },
  'api-key': {
    variable: 'SIMULATOR_API_KEY',
    fallback: '74eb17ae-3796-4f3a-87d5-d05c8fd6617e',
    says: 'API key of the integration, a UUID',
  },
  'shared-secret': {
    variable: 'SIMULATOR_SHARED_SECRET',
    fallback: '475365ad-495a-4534-82f0-d273f3fe2b16',
    says: 'signs webhooks and answers',
  },
  'previous-secret': {
    variable: 'SIMULATOR_PREVIOUS_SECRET',
    fallback: 'ffe47337-d305-4b3a-8409-689a463c2ac7',
    says: 'still accepted; for the fault oldSecret',
  },
  'integration-id': {
    variable: 'SIMULATOR_INTEGRATION_ID',
    fallback: '6741a8d1-d4b9-43c7-a437-7bd92622b4e0',
    says: 'id of the integration, a UUID',
  },
  'integration-name': {
    variable: 'SIMULATOR_INTEGRATION_NAME',
    fallback: 'Example company',
    says: 'who asks on the hosted page',
  },
  plan: {
    variable: 'SIMULATOR_PLAN',
    fallback: 'standard',
    says: 'standard or essential (full-auto webhook)',
  },
  'data-dir': {
    variable: 'SIMULATOR_DATA_DIR',
    says: 'folder to keep everything in; memory only without',
  },
  'public-url': {
    variable: 'SIMULATOR_PUBLIC_URL',
    says: 'base of session URLs, http://localhost:PORT by default',
  },
} as const satisfies Readonly<Record<string, Option>>;

type OptionName = keyof typeof OPTIONS;

/** Command line before environment before default; an empty variable counts as not set. */
export function readSettings(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = readArguments(args);
  const value = (name: OptionName): string | undefined => {
    const option: Option = OPTIONS[name];
    return given.values.get(name) ?? setOrNot(environment[option.variable]) ?? option.fallback;
  };
  const need = (name: OptionName): string => value(name) ?? '';
  const [dataDir, publicUrl] = [value('data-dir'), value('public-url')];
  return {
    help: given.help,
    port: port(need('port')),
    webhookUrl: address('webhook-url', need('webhook-url')),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(publicUrl === undefined
      ? {}
      : { publicUrl: address('public-url', publicUrl).replace(/\/$/, '') }),
    integration: {
      id: uuid('integration-id', need('integration-id')),
      name: need('integration-name'),
      apiKey: uuid('api-key', need('api-key')),
      sharedSecret: need('shared-secret'),
      previousSharedSecret: need('previous-secret'),
      plan: plan(need('plan')),
    },
  };
}

function setOrNot(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

export function usage(): string {
  const lines = Object.entries<Option>(OPTIONS).map(([name, { variable, fallback, says }]) => {
    const usual = fallback === undefined ? '' : ` (${fallback})`;
    return `  --${name.padEnd(17)} ${variable.padEnd(27)} ${says}${usual}`;
  });
  return `Veriff, simulated on this machine.\n\n  npm run simulator -- --webhook-url http://localhost:3000/hook\n\nOptions, and the variables that set them:\n${lines.join('\n')}\n`;
}

function readArguments(args: readonly string[]): {
  readonly help: boolean;
  readonly values: ReadonlyMap<string, string>;
} {
  const names = Object.keys(OPTIONS);
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean' },
    },
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string>();
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw new SettingsError(`"${token.value}" is not expected. ${TRY}`);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') help = true;
    else if (!names.includes(token.name)) {
      throw new SettingsError(
        `--${token.name}: ${unknownName('option', token.name, names)} ${TRY}`,
      );
    } else values.set(token.name, optionValue(token.name, token.value));
  }
  return { help, values };
}

const TRY = 'Try: npm run simulator -- --help';

function optionValue(name: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new SettingsError(`--${name} needs a value. ${TRY}`);
  return value;
}

function bad(name: OptionName, value: string, wanted: string): SettingsError {
  return new SettingsError(
    `--${name} (${OPTIONS[name].variable}): "${value}" is not ${wanted}. ${TRY}`,
  );
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw bad('port', text, 'a port from 0 to 65535');
  return number;
}

function address(name: OptionName, text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw bad(name, text, 'an address that begins with http:// or https://');
  }
  return text;
}

function uuid(name: OptionName, text: string): string {
  if (!isUuid(text)) throw bad(name, text, 'a UUID');
  return text;
}

function plan(text: string): 'standard' | 'essential' {
  if (text !== 'standard' && text !== 'essential') throw bad('plan', text, 'standard or essential');
  return text;
}
