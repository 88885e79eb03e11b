import { describe, expect, it } from 'vitest';
import { SecretUnusable, StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';

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
