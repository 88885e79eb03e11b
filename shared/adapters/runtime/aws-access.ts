type Environment = Readonly<Record<string, string | undefined>>;

/** A service, as the variable that moves its endpoint names it: `AWS_ENDPOINT_URL_…`. */
type Service = 'DYNAMODB' | 'EVENTBRIDGE' | 'SECRETS_MANAGER';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where a service is, and who asks. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
  /** Where it is not in its place in the Region. */
  readonly endpoint?: string;
  readonly useDualstackEndpoint?: boolean;
  readonly useFipsEndpoint?: boolean;
}

/** A variable that Lambda sets and this process does not have. */
class NoLambdaEnvironmentError extends Error {
  override readonly name = 'NoLambdaEnvironmentError';

  constructor(variable: string) {
    super(
      `${variable} is not set. Lambda sets it; elsewhere set it before the function is loaded.`,
    );
  }
}

function required(env: Environment, variable: string): string {
  const value = env[variable];
  if (value === undefined || value === '') throw new NoLambdaEnvironmentError(variable);
  return value;
}

/** The keys of the role, where Lambda puts them; no file, metadata service or login is asked. */
function credentialsOf(env: Environment): Credentials {
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(env, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function endpointOf(env: Environment, service: Service): Pick<AwsAccess, 'endpoint'> {
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] ?? env['AWS_ENDPOINT_URL'];
  return endpoint === undefined || endpoint === '' ? {} : { endpoint };
}

/** A service as the environment of a Lambda tells it. A variable that is missing is named by the error. */
export function awsAccess(service: Service, env: Environment = process.env): AwsAccess {
  return {
    region: required(env, 'AWS_REGION'),
    credentials: async () => credentialsOf(env),
    ...endpointOf(env, service),
    useDualstackEndpoint: env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true',
    useFipsEndpoint: env['AWS_USE_FIPS_ENDPOINT'] === 'true',
  };
}

interface Client<Scheme, Signer> {
  readonly middlewareStack: { remove(name: string): boolean };
  readonly config: { signer: (scheme?: Scheme) => Promise<Signer> };
}

/**
 * A client without two things that the SDK does in every call: it copies input and output for a log that nobody has asked
 * for, and makes a signer with a copy of all the client's settings. The signer is told region, service and time for each
 * call, so one does for all.
 */
export function lean<Made, Scheme, Signer>(client: Made & Client<Scheme, Signer>): Made {
  client.middlewareStack.remove('loggerMiddleware');
  const { config } = client;
  const makeSigner = config.signer;
  let signer: Promise<Signer> | undefined;
  config.signer = async (scheme) => (signer ??= makeSigner(scheme));
  return client;
}

/**
 * What else a client is made with. For each setting that is left out the SDK looks into the environment and
 * then for files in the home folder, on the first call of every process.
 */
export const SETTLED = {
  ignoreConfiguredEndpointUrls: true,
  defaultsMode: 'standard',
  retryMode: 'standard',
  disableClockSkewCorrection: false,
  authSchemePreference: async (): Promise<string[]> => [],
  userAgentAppId: async () => undefined,
} as const;
