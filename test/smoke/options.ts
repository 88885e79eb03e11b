import { parseArgs } from 'node:util';
import { unknownName } from '../../local/veriff/suggest.ts';

/** What one run is told on the command line. */
export interface Options {
  /** Name of the CloudFormation stack. */
  readonly stack: string;
  /** The SDK's own choice without. */
  readonly region: string | undefined;
  /** Base URL of the client API, where the stack's output does not lead there. */
  readonly clientUrl: string | undefined;
  /** The whole URL that webhooks go to, where the stack's output does not lead there. */
  readonly webhookUrl: string | undefined;
  /** Where the deployed functions reach the simulator. */
  readonly simulatorUrl: string | undefined;
  /** Port of the simulator on this machine; 0 is any free one. */
  readonly simulatorPort: number;
  /** A secret that is in use may be replaced while the run lasts. */
  readonly replaceSecret: boolean;
  /** The sessions of the run are left as they are. */
  readonly keep: boolean;
}

/** A mistake in the command line; the text says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const USAGE = `Drives a deployed stack from end to end, with a simulator in Veriff's place. Takes about five minutes.

  npm run smoke -- --stack veriff-sessions-dev [options]

  --stack NAME           the CloudFormation stack
  --region REGION        default: what the AWS SDK finds (AWS_REGION, profile)
  --simulator-url URL    where the deployed functions reach the simulator: a public https address that leads to
                         --simulator-port on this machine, a tunnel for example. The tunnel must pass the Host header on
                         unchanged. Not needed on an emulator (AWS_ENDPOINT_URL) of this machine
  --simulator-port PORT  port of the simulator on 127.0.0.1 (any free one)
  --replace-secret       the stack's secret is in use: replace it while the run lasts. Meanwhile the integrations in it are
                         refused (Veriff repeats its webhooks), afterwards the secret is as it was
  --client-url URL       base URL of the client API instead of the stack's output
  --webhook-url URL      URL for webhooks instead of the stack's output
  --keep                 do not erase the sessions of the run
  --help                 this text

Credentials come from where every AWS SDK finds them. What they need is what grantOperate() of the construct gives
(describe the stack; describe, write and stage the secret, never read it; query the index of what is due; the key), and
execute-api:Invoke.

Exit codes: 0 everything held, 1 something did not, 2 a mistake in the command line.`;

const TEXTS = [
  'stack',
  'region',
  'client-url',
  'webhook-url',
  'simulator-url',
  'simulator-port',
] as const;
const FLAGS = ['replace-secret', 'keep', 'help'] as const;

type Text = (typeof TEXTS)[number];
type Flag = (typeof FLAGS)[number];

interface Given {
  readonly texts: ReadonlyMap<Text, string>;
  readonly flags: ReadonlySet<Flag>;
}

type Option = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

function tokensOf(args: readonly string[]) {
  const options = {
    ...Object.fromEntries(TEXTS.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' as const }])),
  };
  return parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens;
}

const isText = (name: string): name is Text => TEXTS.some((each) => each === name);
const isFlag = (name: string): name is Flag => FLAGS.some((each) => each === name);

function take({ name, value }: Option, texts: Map<Text, string>, flags: Set<Flag>): void {
  if (isFlag(name)) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    flags.add(name);
  } else if (isText(name)) {
    if (value === undefined || value === '') throw new UsageError(`--${name} needs a value`);
    if (texts.has(name)) throw new UsageError(`--${name} is given twice`);
    texts.set(name, value);
  } else {
    throw new UsageError(`--${name}: ${unknownName('option', name, [...TEXTS, ...FLAGS])}`);
  }
}

function given(args: readonly string[]): Given {
  const texts = new Map<Text, string>();
  const flags = new Set<Flag>();
  for (const token of tokensOf(args)) {
    if (token.kind === 'positional') throw new UsageError(`"${token.value}" is not expected`);
    if (token.kind === 'option') take(token, texts, flags);
  }
  return { texts, flags };
}

/** An address without query, fragment or user, and without a slash at the end. */
function address(name: Text, text: string): string {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!isWeb || `${url.search}${url.hash}${url.username}` !== '') {
    throw new UsageError(`--${name}: "${text}" is no http(s) address`);
  }
  return text.replace(/\/+$/, '');
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--simulator-port: "${text}" is no port from 0 to 65535`);
}

/** Reads the command line; throws a `UsageError` for what cannot be meant. */
export function readOptions(args: readonly string[]): Options | 'help' {
  if (args.includes('--help')) return 'help';
  const { texts, flags } = given(args);
  const stack = texts.get('stack');
  if (stack === undefined) throw new UsageError('--stack is missing: which stack?');
  const url = (name: Text): string | undefined => {
    const text = texts.get(name);
    return text === undefined ? undefined : address(name, text);
  };
  const simulatorPort = port(texts.get('simulator-port') ?? '0');
  if (texts.has('simulator-url') && simulatorPort === 0) {
    throw new UsageError('--simulator-url needs --simulator-port, the port that it leads to');
  }
  return {
    stack,
    region: texts.get('region'),
    clientUrl: url('client-url'),
    webhookUrl: url('webhook-url'),
    simulatorUrl: url('simulator-url'),
    simulatorPort,
    replaceSecret: flags.has('replace-secret'),
    keep: flags.has('keep'),
  };
}
