import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../infra/config.ts';

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

const dev = (settings: unknown) => ({ veriff: { stages: { dev: settings } } });

describe('the context', () => {
  it('gives the stage dev unless another is named', () => {
    const veriff = { stages: { dev: {}, prod: {} } };

    expect(read({ veriff }).stage).toBe('dev');
    expect(read({ veriff, stage: 'prod' }).stage).toBe('prod');
  });

  it('keeps the data of every stage but dev', () => {
    const veriff = { stages: { dev: {}, prod: {}, staging: {}, try: { removal: 'destroy' } } };

    const retained = (stage: string) => read({ veriff, stage }).retained;

    expect(retained('dev')).toBe(false);
    expect(retained('prod')).toBe(true);
    expect(retained('staging')).toBe(true);
    expect(retained('try')).toBe(false);
  });

  it('takes what a stage sets', () => {
    const settings = {
      callbackHosts: ['app.example.com'],
      removal: 'retain',
      apiGatewayLogRole: true,
    };

    expect(read(dev(settings))).toEqual({
      stage: 'dev',
      callbackHosts: ['app.example.com'],
      retained: true,
      apiGatewayLogRole: true,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['nothing at all', {}, 'veriff found nothing; wanted an object with "stages"'],
    ['text', { veriff: 'dev' }, 'veriff found "dev"; wanted an object with "stages"'],
    [
      'an unknown part',
      { veriff: { stages: {}, stage: 'dev' } },
      'veriff.stage found an unknown setting; wanted only stages',
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
      'veriff.stages.dev.callbackHost found an unknown setting; wanted one of callbackHosts, removal, apiGatewayLogRole',
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
      'veriff.stages.dev.callbackHosts[0] found 7; wanted a host name',
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
      'veriff.stages.dev.colour found an unknown setting; wanted one of callbackHosts, removal, apiGatewayLogRole',
      'veriff.stages.prod.callbackHosts[0] found {}; wanted a host name',
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
