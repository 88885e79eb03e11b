import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../shared/adapters/runtime/environment.ts';

describe('readEnvironment', () => {
  it('reads variables by their names in the contract', () => {
    const env = { TABLE_NAME: 'sessions', SECRET_ID: 'veriff', OTHER: 'x' };

    expect(readEnvironment(env, ['table', 'secret'])).toEqual({
      table: 'sessions',
      secret: 'veriff',
    });
  });

  it('names everything that is missing or empty in one error', () => {
    const env = { TABLE_NAME: 'sessions', EVENT_BUS_NAME: '' };

    expect(() => readEnvironment(env, ['table', 'secret', 'bus'])).toThrow(
      'Missing environment variables: SECRET_ID, EVENT_BUS_NAME. Set them on the function; the stack does so.',
    );
  });
});
