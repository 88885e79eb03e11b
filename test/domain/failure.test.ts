import { describe, expect, it } from 'vitest';
import {
  SecretUnusable,
  StoreUnavailable,
  thrownName,
  VeriffError,
} from '../../shared/domain/failure.ts';

describe('a typed failure', () => {
  it('of Veriff tells whether and when the call may be repeated, and nothing of its content', () => {
    const cause = new Error('inner');

    const error = new VeriffError('throttled', {
      retryable: true,
      retryAfterSeconds: 30,
      veriffCode: '1000',
      cause,
    });

    expect(error).toMatchObject({
      name: 'VeriffError',
      message: 'Veriff: throttled',
      code: 'throttled',
      retryable: true,
      retryAfterSeconds: 30,
      veriffCode: '1000',
      cause,
    });
  });

  it('of Veriff leaves out what Veriff did not say', () => {
    const error = new VeriffError('rejected', { retryable: false });

    expect(error).toMatchObject({
      retryable: false,
      retryAfterSeconds: undefined,
      veriffCode: undefined,
    });
  });

  it('of the table may be repeated', () => {
    const cause = new Error('inner');

    expect(new StoreUnavailable(cause)).toMatchObject({
      name: 'StoreUnavailable',
      message: 'The table is not available',
      code: 'store-unavailable',
      retryable: true,
      cause,
    });
  });

  it('of the secret names the problem, never the content', () => {
    const cause = new Error('inner');

    expect(new SecretUnusable('placeholder', cause)).toMatchObject({
      name: 'SecretUnusable',
      message: 'The secret cannot be used: placeholder',
      code: 'secret-unusable',
      retryable: true,
      problem: 'placeholder',
      cause,
    });
  });
});

describe('the name of what was thrown', () => {
  const named = (name: unknown) => Object.defineProperty(new Error('x'), 'name', { value: name });

  it.each(['TypeError', 'E', 'SQL2.Error_1', `E${'x'.repeat(63)}`])(
    'is %s where a class can be called so',
    (name) => {
      expect(thrownName(named(name))).toBe(name);
    },
  );

  it.each([
    ['a text', named('John Smith')],
    ['a name and more', named('TypeError\n')],
    ['more and a name', named(' TypeError')],
    ['a number in front', named('2Error')],
    ['empty', named('')],
    ['too long', named(`E${'x'.repeat(64)}`)],
    ['no text', named(42)],
    ['what names itself like an error', { name: 'TypeError' }],
    ['a string', 'TypeError'],
    ['nothing', undefined],
  ])('is unknown for %s', (_, thrown) => {
    expect(thrownName(thrown)).toBe('unknown');
  });

  it('is unknown where it cannot be read', () => {
    const get = () => {
      throw new Error('unreadable');
    };

    expect(thrownName(Object.defineProperty(new Error('x'), 'name', { get }))).toBe('unknown');
  });
});
