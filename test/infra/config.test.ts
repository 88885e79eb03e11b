import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../infra/config/mistakes.ts';
import { readConfig } from '../../infra/config/read.ts';

const read = (context: Readonly<Record<string, unknown>>) => readConfig((key) => context[key]);

function mistakes(context: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    read(context);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [, ...lines] = (error as ConfigError).message.split('\n');
    return lines.map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
  }
  return [];
}

const domain = (name: string) => ({
  name,
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c',
});

const cognito = {
  userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a',
  readScope: 'sessions/read',
  writeScope: 'sessions/write',
};

const dev = (settings: unknown) => ({ veriff: { stages: { dev: settings } } });

describe('the context', () => {
  it('gives the stage dev unless another is named', () => {
    const veriff = { stages: { dev: {}, staging: {} } };

    expect(read({ veriff }).stage).toBe('dev');
    expect(read({ veriff, stage: 'staging' }).stage).toBe('staging');
  });

  it('keeps the data of every stage but dev', () => {
    const prod = { alarms: { emails: ['on-call@example.com'] } };
    const veriff = { stages: { dev: {}, prod, staging: {}, try: { removal: 'destroy' } } };

    const retained = (stage: string) => read({ veriff, stage }).retained;

    expect(retained('dev')).toBe(false);
    expect(retained('prod')).toBe(true);
    expect(retained('staging')).toBe(true);
    expect(retained('try')).toBe(false);
  });

  it('rolls new versions out bit by bit where alarms can take them back, unless told otherwise', () => {
    const alarms = { emails: ['on-call@example.com'] };
    const veriff = { stages: { dev: {}, staging: { alarms }, fast: { alarms, rollout: false } } };

    const rollout = (stage: string) => read({ veriff, stage }).rollout;

    expect([rollout('dev'), rollout('staging'), rollout('fast')]).toEqual([false, true, false]);
  });

  it('puts a firewall before both APIs of every stage but dev: it costs more than all the rest', () => {
    const veriff = { stages: { dev: {}, staging: {} } };

    expect(read({ veriff }).webAcl).toBe(false);
    expect(read({ veriff, stage: 'staging' }).webAcl).toBe(true);
  });

  it('makes no prod that nobody is told of, and says how to name somebody', () => {
    const veriff = { stages: { dev: {}, prod: {} } };

    expect(read({ veriff }).stage).toBe('dev');
    expect(mistakes({ veriff, stage: 'prod' })).toEqual([
      'veriff.stages.prod.alarms found nothing; wanted {"emails": ["on-call@example.com"]} or {"topicArn": "arn:aws:sns:…"}: somebody has to be told when prod is in trouble',
    ]);
  });

  it('takes what a stage sets', () => {
    const settings = {
      callbackHosts: ['app.example.com'],
      removal: 'retain',
      apiGatewayLogRole: true,
    };

    expect(read(dev(settings))).toEqual({
      stage: 'dev',
      retained: true,
      rollout: false,
      webAcl: false,
      settings,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['nothing at all', {}, 'veriff found nothing; wanted an object with "stages"'],
    ['text', { veriff: 'dev' }, 'veriff found "dev"; wanted an object with "stages"'],
    [
      'an unknown part',
      { veriff: { stages: {}, stage: 'dev' } },
      'veriff.stage found an unknown setting; wanted stages?',
    ],
    [
      'no stages',
      { veriff: {} },
      'veriff.stages found nothing; wanted an object with a member for each stage',
    ],
    ['a stage that is null', dev(null), 'veriff.stages.dev found null; wanted an object'],
    [
      'a stage name that a stack cannot have',
      { veriff: { stages: { Dev_1: {} } } },
      'veriff.stages.Dev_1 found an unusable stage name; wanted a name of at most 20 of a-z 0-9 -, a letter first',
    ],
    [
      'an unknown setting',
      dev({ callbackHost: [] }),
      'veriff.stages.dev.callbackHost found an unknown setting; wanted callbackHosts?',
    ],
    [
      'hosts that are no list',
      dev({ callbackHosts: 'app.example.com' }),
      'veriff.stages.dev.callbackHosts found "app.example.com"; wanted a list of host names',
    ],
    [
      'a URL for a host',
      dev({ callbackHosts: ['example.org', 'https://example.org'] }),
      'veriff.stages.dev.callbackHosts[1] found "https://example.org"; wanted a host name in lower case, for example app.example.com',
    ],
    [
      'a number for a host',
      dev({ callbackHosts: [7] }),
      'veriff.stages.dev.callbackHosts[0] found 7; wanted a host name in lower case, for example app.example.com',
    ],
    [
      'an unknown policy',
      dev({ removal: 'keep' }),
      'veriff.stages.dev.removal found "keep"; wanted "retain" or "destroy"',
    ],
    [
      'text for a flag',
      dev({ apiGatewayLogRole: 'yes' }),
      'veriff.stages.dev.apiGatewayLogRole found "yes"; wanted true or false',
    ],
    [
      'prod that would lose its data',
      { veriff: { stages: { prod: { removal: 'destroy' } } } },
      'veriff.stages.prod.removal found "destroy"; wanted "retain" or nothing; data of prod is never deleted with the stack',
    ],
    [
      'an unknown setting deep inside',
      dev({ webhook: { allowedCidr: [] } }),
      'veriff.stages.dev.webhook.allowedCidr found an unknown setting; wanted allowedCidrs?',
    ],
    [
      'a list that lists nothing',
      dev({ callbackHosts: [] }),
      'veriff.stages.dev.callbackHosts found []; wanted a list of host names, or nothing',
    ],
    [
      'an ARN of another kind of thing',
      dev({ existing: { keyArn: 'arn:aws:sns:eu-west-1:111122223333:topic' } }),
      'veriff.stages.dev.existing.keyArn found "arn:aws:sns:eu-west-1:111122223333:topic"; wanted an ARN such as arn:aws:kms:eu-west-1:111122223333:key/…',
    ],
    [
      'a time that CloudWatch cannot keep logs for',
      dev({ logRetentionDays: 8 }),
      'veriff.stages.dev.logRetentionDays found 8; wanted one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
    ],
    [
      'a Region that is none',
      dev({ region: 'ca-weast-1' }),
      'veriff.stages.dev.region found "ca-weast-1"; wanted a Region of AWS, such as ca-central-1, ca-west-1',
    ],
    [
      'alarms for nobody',
      dev({ alarms: {} }),
      'veriff.stages.dev.alarms found {}; wanted either "emails", for a topic of our own, or "topicArn", for an existing one',
    ],
    [
      'alarms for an own and an existing topic',
      dev({
        alarms: { emails: ['a@example.com'], topicArn: 'arn:aws:sns:eu-west-1:111122223333:t' },
      }),
      'veriff.stages.dev.alarms found {"emails":["a@example.com"],"topicArn":"arn:aws:sns:eu-we...; wanted either "emails", for a topic of our own, or "topicArn", for an existing one',
    ],
    [
      'a rollout that nothing could take back',
      dev({ rollout: true }),
      'veriff.stages.dev.rollout found true; wanted false or nothing, because there are no alarms to take a new version back; or set alarms',
    ],
    [
      'a range of addresses that is none',
      dev({ webhook: { allowedCidrs: ['192.0.2.0/24', '34.254.42.181'] } }),
      'veriff.stages.dev.webhook.allowedCidrs[1] found "34.254.42.181"; wanted an address range; it has no prefix length; one address is 34.254.42.181/32',
    ],
    [
      'callers by IAM and by tokens',
      dev({ client: { iamAccounts: ['111122223333'], cognito } }),
      'veriff.stages.dev.client.iamAccounts found ["111122223333"]; wanted nothing, because client.cognito lets callers in by tokens; keep one of the two',
    ],
    [
      'fewer polls than the sweep makes at a time',
      dev({ reservedConcurrency: { pollDecision: 4 } }),
      'veriff.stages.dev.reservedConcurrency.pollDecision found 4; wanted at least 5: so many batches does the sweep settle at a time',
    ],
    [
      'fewer polls than it says the sweep is to make',
      dev({ concurrentBatches: 20, reservedConcurrency: { pollDecision: 19 } }),
      'veriff.stages.dev.reservedConcurrency.pollDecision found 19; wanted at least 20: so many batches does the sweep settle at a time',
    ],
    [
      'more batches at a time than the Map works on',
      dev({ concurrentBatches: 41 }),
      'veriff.stages.dev.concurrentBatches found 41; wanted a whole number from 1 to 40',
    ],
    [
      'the key of no secret',
      dev({ existing: { secretKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' } }),
      'veriff.stages.dev.existing.secretKeyArn found "arn:aws:kms:eu-west-1:111122223333:key/k"; wanted nothing: it is the key of existing.secretArn, which is missing',
    ],
    [
      'end users sent to one of our APIs',
      dev({
        callbackHosts: ['hooks.example.com'],
        webhook: { domain: domain('hooks.example.com') },
      }),
      'veriff.stages.dev.callbackHosts found "hooks.example.com"; wanted a host of your app: a callback is where the end user lands, never one of our APIs',
    ],
    [
      'one name for both APIs',
      dev({
        client: { domain: domain('api.example.com') },
        webhook: { domain: domain('api.example.com') },
      }),
      'veriff.stages.dev.webhook.domain.name found "api.example.com"; wanted another name than client.domain.name: the two APIs are kept apart',
    ],
    [
      "a domain in somebody else's zone",
      dev({
        client: {
          domain: { ...domain('api.example.com'), hostedZone: { id: 'Z1', name: 'ample.com' } },
        },
      }),
      'veriff.stages.dev.client.domain.hostedZone.name found "ample.com"; wanted a zone that api.example.com is part of',
    ],
    [
      'a thing of another Region',
      dev({ region: 'us-east-1', webhook: { domain: domain('hooks.example.com') } }),
      'veriff.stages.dev.webhook.domain.certificateArn found "arn:aws:acm:eu-west-1:111122223333:certificate/c"; wanted one in us-east-1, the Region of the stage',
    ],
    [
      'a stage that is not there',
      { veriff: { stages: { dev: {}, prod: {} } }, stage: 'production' },
      'stage found "production"; wanted one of veriff.stages: dev, prod',
    ],
    [
      'a name that every object has',
      { veriff: { stages: { dev: {} } }, stage: 'constructor' },
      'stage found "constructor"; wanted one of veriff.stages: dev',
    ],
    [
      'a stage where there are none',
      { veriff: { stages: {} } },
      'stage found "dev"; wanted one of veriff.stages: none yet',
    ],
    [
      'a stage that is a number',
      { veriff: { stages: { dev: {} } }, stage: 3 },
      'stage found 3; wanted one of veriff.stages: dev',
    ],
  ])('is refused with %s', (_what, context, expected) => {
    expect(mistakes(context)).toEqual([expected]);
  });

  it.each(['LOCALHOST', 'localhost', '10.0.0.1', 'app.example.com:8443', '*.example.com', ''])(
    'takes no callback host "%s"',
    (host) => {
      expect(mistakes(dev({ callbackHosts: [host] }))).toHaveLength(1);
    },
  );

  it('is refused once for all mistakes, of whatever stage', () => {
    const stages = { dev: { removal: 1, colour: 'red' }, prod: { callbackHosts: [{}] } };

    expect(mistakes({ veriff: { stages } })).toEqual([
      'veriff.stages.dev.removal found 1; wanted "retain" or "destroy"',
      'veriff.stages.dev.colour found an unknown setting; wanted one of region, callbackHosts, removal, logRetentionDays, apiGatewayLogRole, alarms, rollout, client, webhook, network, concurrentBatches, reservedConcurrency, existing, permissionsBoundaryArn',
      'veriff.stages.prod.callbackHosts[0] found {}; wanted a host name in lower case, for example app.example.com',
    ]);
  });

  it('ends the app with its mistakes alone, no stack trace', () => {
    const context = JSON.stringify({ ...dev({}), stage: 'live' });

    const run = spawnSync(process.execPath, ['infra/app.ts'], {
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: context },
    });

    expect(run.status).toBe(1);
    expect(run.stderr).toBe(
      'cdk.json: context has 1 mistake\n  stage  found "live"; wanted one of veriff.stages: dev\n',
    );
  }, 60_000);
});
