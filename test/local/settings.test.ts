import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../local/settings.ts';
import { StartError } from '../../local/start-error.ts';

function mistakes(argv: readonly string[], env: Record<string, string>): string {
  try {
    readSettings(argv, env);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return '';
}

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings([], { API_PORT: '' })).toEqual({
      consolePort: 4400,
      apiPort: 4401,
      simulatorPort: 4402,
      dataDir: '.local',
      quiet: false,
      json: false,
    });
  });

  it('come from the environment and flags', () => {
    const env = {
      CONSOLE_PORT: '1',
      API_PORT: '65535',
      SIMULATOR_PORT: '0',
      DATA_DIR: 'elsewhere',
    };

    expect(readSettings(['--quiet', '--json'], env)).toEqual({
      consolePort: 1,
      apiPort: 65_535,
      simulatorPort: 0,
      dataDir: 'elsewhere',
      quiet: true,
      json: true,
    });
  });

  it('have no data folder where nothing is to be kept', () => {
    expect(readSettings(['--ephemeral'], { DATA_DIR: 'x' })).toMatchObject({ dataDir: undefined });
  });

  it('let several ports be free ones', () => {
    const env = { CONSOLE_PORT: '0', API_PORT: '0', SIMULATOR_PORT: '0' };

    expect(readSettings([], env)).toMatchObject({ consolePort: 0, apiPort: 0, simulatorPort: 0 });
  });

  it('give way to --help', () => {
    expect(readSettings(['--help', '--nonsense'], { API_PORT: 'x' })).toBe('help');
  });

  it.each([['44o0'], ['65536'], ['-1'], ['4400.5'], ['0x10'], [' 4400']])(
    'refuse the port "%s"',
    (port) => {
      const text = mistakes([], { CONSOLE_PORT: port });

      expect(text).toContain(`CONSOLE_PORT "${port}" is no port (0 to 65535)`);
    },
  );

  it('refuse one port for two doors, also where one is a default', () => {
    expect(mistakes([], { API_PORT: '4400' })).toContain(
      'API_PORT "4400" is taken by CONSOLE_PORT',
    );
  });

  it('refuse a data folder that is a file', () => {
    const file = join(tmpdir(), `veriff-file-${process.pid}`);
    writeFileSync(file, '');

    expect(mistakes([], { DATA_DIR: file })).toContain(`DATA_DIR "${file}" is a file (a folder)`);
  });

  it('tell every mistake at once, with what is wanted', () => {
    const text = mistakes(['--fast'], { CONSOLE_PORT: 'a', API_PORT: 'b' });

    expect(text).toMatch(/^3 settings are wrong\n/);
    expect(text).toContain('--fast is unknown (--ephemeral, --quiet, --json, --help)');
    expect(text).toMatch(/\nTry: npm start -- --help$/);
  });
});
