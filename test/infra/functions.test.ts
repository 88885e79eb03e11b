import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import { RUN_SECONDS } from '../../shared/contract/sweep-workflow.ts';
import { DEV, PROD, Synthesised } from './synthesised.ts';

const dev = new Synthesised(DEV);
const prod = new Synthesised(PROD);

/** `create-session` → `Functions/CreateSession/Function` */
function pathOf(name: FunctionName): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Functions/${words.join('')}/Function`;
}

function properties(stage: Synthesised, name: FunctionName): Readonly<Record<string, unknown>> {
  return stage.all('AWS::Lambda::Function').get(pathOf(name))?.Properties ?? {};
}

function environment(stage: Synthesised, name: FunctionName): Readonly<Record<string, string>> {
  const { Variables = {} } = (properties(stage, name)['Environment'] ?? {}) as {
    readonly Variables?: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(
    Object.entries(Variables).map(([variable, value]) => [variable, stage.text(value)]),
  );
}

type Key = keyof typeof ENVIRONMENT;

/** What a bundle reads: `readEnvironment(process.env, ['table', …])`, and `process.env[ENVIRONMENT.x]` if it is there. */
function variablesRead(name: FunctionName) {
  const source = readFileSync(`functions/${name}/index.ts`, 'utf8');
  const lists = [...source.matchAll(/readEnvironment\(process\.env, \[([^\]]*)\]/g)];
  const needed = lists.flatMap(([, list = '']) => [...list.matchAll(/'(\w+)'/g)].map((m) => m[1]));
  const optional = [...source.matchAll(/ENVIRONMENT\.(\w+)/g)].map((match) => match[1]);
  const variable = (key: string | undefined) => ENVIRONMENT[key as Key];
  return { needed: needed.map(variable), optional: optional.map(variable) };
}

describe.each(FUNCTIONS)('%s', (name) => {
  it('gets every variable that its bundle needs, and none that it does not read', () => {
    const { needed, optional } = variablesRead(name);

    expect(needed.length).toBeGreaterThan(0);
    expect(Object.keys(environment(dev, name)).toSorted()).toEqual(needed.toSorted());
    expect(Object.keys(environment(prod, name)).toSorted()).toEqual(
      [...needed, ...optional].toSorted(),
    );
  });

  it('is told names, never a secret', () => {
    const { metricNamespace } = prod.stack.sessions;
    const values: Readonly<Record<string, string>> = {
      [ENVIRONMENT.table]: '{Sessions/Table}',
      [ENVIRONMENT.secret]: '{Secret/Secret}',
      [ENVIRONMENT.bus]: '{Events/Bus}',
      [ENVIRONMENT.callbackHosts]: 'app.example.com,example.org',
      [ENVIRONMENT.metricNamespace]: metricNamespace,
    };

    const told = environment(prod, name);

    expect(told).toEqual(Object.fromEntries(Object.keys(told).map((key) => [key, values[key]])));
  });

  it('runs the built bundle on Node 24 and arm64, traced, with a log of its own', () => {
    const { Runtime, Architectures, Handler, TracingConfig, LoggingConfig } = properties(dev, name);
    const { LogGroup } = LoggingConfig as { readonly LogGroup: unknown };

    expect({ Runtime, Architectures, Handler, TracingConfig }).toEqual({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
    expect(dev.text(LogGroup)).toBe(`{${pathOf(name).replace(/Function$/, 'Logs')}}`);
  });
});

describe('the functions', () => {
  it('are invoked by one alias each, so that a new version can take over bit by bit', () => {
    const aliases = [...dev.all('AWS::Lambda::Alias').values()].map(
      ({ Properties }) => `${dev.text(Properties['FunctionName'])}:${String(Properties['Name'])}`,
    );

    expect(aliases.toSorted()).toEqual(
      FUNCTIONS.map((name) => `{${pathOf(name)}}:live`).toSorted(),
    );
  });

  it('count into a namespace of their own: two stages of one account are told apart', () => {
    const namespaces = [dev, prod].map(({ stack }) => stack.sessions.metricNamespace);

    expect(new Set(namespaces).size).toBe(2);
    for (const each of namespaces)
      expect(each).toMatch(/^VeriffSessions\/veriffsessions(dev|prod)-/);
  });

  it('reserve no concurrency by default: a new account has none to give, and the deployment would fail', () => {
    for (const name of FUNCTIONS) {
      expect(properties(dev, name)['ReservedConcurrentExecutions']).toBeUndefined();
    }
  });

  it('reserve what a stage says, each its own', () => {
    const reserved = new Synthesised({
      ...DEV,
      settings: { reservedConcurrency: { pollDecision: 10, receiveWebhook: 50 } },
    });

    const numbers = FUNCTIONS.map(
      (name) => properties(reserved, name)['ReservedConcurrentExecutions'],
    );

    expect(numbers).toEqual([undefined, undefined, undefined, undefined, 50, 10]);
  });

  it('run in the network that a stage names, with no rights beyond their interfaces', () => {
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
      securityGroupIds: ['sg-0a1b2c3d'],
    };
    const inside = new Synthesised({ ...DEV, settings: { network } });

    for (const name of FUNCTIONS) {
      expect(properties(inside, name)['VpcConfig']).toEqual({
        SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
        SecurityGroupIds: ['sg-0a1b2c3d'],
      });
    }
    expect(inside.all('AWS::EC2::SecurityGroup').size).toBe(0);
    expect(inside.all('AWS::IAM::Policy').size).toBe(0);
  });

  it('are those of the contract, no hidden helper among them', () => {
    expect([...dev.all('AWS::Lambda::Function').keys()].toSorted()).toEqual(
      FUNCTIONS.map(pathOf).toSorted(),
    );
  });

  it('have time for what they wait for, and no more', () => {
    const sizes = FUNCTIONS.map((name) => {
      const { Timeout, MemorySize } = properties(dev, name);
      return [name, Timeout, MemorySize];
    });

    expect(sizes).toEqual([
      ['create-session', 28, 512],
      ['read-session', 10, 512],
      ['list-sessions', 20, 512],
      ['erase-session', 20, 512],
      ['receive-webhook', 15, 512],
      ['poll-decision', 70, 512],
    ]);
  });

  it('let a batch of the sweep end its last call after its time is up', () => {
    expect(Number(properties(dev, 'poll-decision')['Timeout'])).toBeGreaterThan(RUN_SECONDS);
  });
});
