import { describe, expect, it } from 'vitest';
import { readOptions, USAGE, UsageError } from './options.ts';

const NAMED = ['--stack', 'veriff-sessions-dev'];

function mistake(...args: readonly string[]): string {
  try {
    readOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
}

describe('the command line', () => {
  it('needs nothing but the stack', () => {
    expect(readOptions(NAMED)).toEqual({
      stack: 'veriff-sessions-dev',
      region: undefined,
      clientUrl: undefined,
      webhookUrl: undefined,
      simulatorUrl: undefined,
      simulatorPort: 0,
      replaceSecret: false,
      keep: false,
    });
  });

  it('takes every option', () => {
    const addresses = [
      '--client-url=https://a.example/live/',
      '--webhook-url',
      'https://b.example',
    ];
    const simulator = ['--simulator-url', 'https://c.example', '--simulator-port', '4402'];
    const others = ['--region', 'eu-west-1', '--replace-secret', '--keep'];

    expect(readOptions([...NAMED, ...addresses, ...simulator, ...others])).toEqual({
      stack: 'veriff-sessions-dev',
      region: 'eu-west-1',
      clientUrl: 'https://a.example/live',
      webhookUrl: 'https://b.example',
      simulatorUrl: 'https://c.example',
      simulatorPort: 4402,
      replaceSecret: true,
      keep: true,
    });
  });

  it('gives way to --help, which names every option', () => {
    expect(readOptions(['--help', '--nonsense'])).toBe('help');
    for (const name of ['stack', 'region', 'simulator-url', 'replace-secret', 'keep']) {
      expect(USAGE).toContain(`--${name}`);
    }
  });

  it.each([
    [[], '--stack is missing: which stack?'],
    [['--stack'], '--stack needs a value'],
    [['--stack='], '--stack needs a value'],
    [[...NAMED, '--stack', 'other'], '--stack is given twice'],
    [['veriff-sessions-dev'], '"veriff-sessions-dev" is not expected'],
    [[...NAMED, '--regoin', 'x'], '--regoin: unknown option. Did you mean region?'],
    [[...NAMED, '--keep=no'], '--keep takes no value'],
    [[...NAMED, '--client-url', 'a.example'], '--client-url: "a.example" is no http(s) address'],
    [
      [...NAMED, '--simulator-port', '65536'],
      '--simulator-port: "65536" is no port from 0 to 65535',
    ],
    [
      [...NAMED, '--webhook-url', 'https://a.example/?key=1'],
      '--webhook-url: "https://a.example/?key=1" is no http(s) address',
    ],
    [
      [...NAMED, '--simulator-url', 'https://c.example'],
      '--simulator-url needs --simulator-port, the port that it leads to',
    ],
  ])('refuses %j', (args, message) => {
    expect(mistake(...args)).toBe(message);
  });
});
