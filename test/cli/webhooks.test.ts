import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEMONSTRATION } from '../../local/demonstration.ts';
import { send } from '../local/http.ts';
import { fileWith } from '../scenarios/files.ts';
import { aRun, objects, veriffOps } from './program.ts';

const run = aRun();
const { sharedSecret, previousSharedSecret, apiKey } = DEMONSTRATION;

const BODY = '{"verification": {"id": "a6f7bb1a", "status": "approved"}}';
const hmac = (key: string | Buffer, body: string | Buffer): string =>
  createHmac('sha256', key).update(body).digest('hex');

describe('webhooks verify', () => {
  const verified = async (signature: string, body: string | Buffer = BODY) =>
    veriffOps(['webhooks', 'verify', '--body', '-', '--signature', signature, '--json'], {
      stdin: body,
    });

  it.each([
    ['the current secret', hmac(sharedSecret, BODY), /current secret/],
    ['upper-case digits', hmac(sharedSecret, BODY).toUpperCase(), /current secret/],
    [
      'the secret before the rotation',
      hmac(previousSharedSecret, BODY),
      /previous secret: keep that one/,
    ],
  ])('says that it is valid with %s', async (_with, signature, why) => {
    const { code, stdout } = await verified(signature);

    expect([code, objects(stdout)]).toEqual([
      0,
      [{ valid: true, why: expect.stringMatching(why) as unknown }],
    ]);
  });

  it.each([
    [
      'a line break at the end of the file',
      `${BODY}\n`,
      hmac(sharedSecret, BODY),
      /ends in a line break that was not signed \(current secret\)/,
    ],
    [
      'a line break that was lost',
      BODY,
      hmac(sharedSecret, `${BODY}\n`),
      /line break at the end was signed and is missing/,
    ],
    [
      'a byte order mark',
      `\uFEFF${BODY}`,
      hmac(sharedSecret, BODY),
      /begins with a byte order mark/,
    ],
    [
      'a byte order mark that was lost',
      BODY,
      hmac(sharedSecret, `\uFEFF${BODY}`),
      /byte order mark was signed and is missing/,
    ],
    [
      'a body that was parsed and written again',
      BODY,
      hmac(sharedSecret, JSON.stringify(JSON.parse(BODY))),
      /parsed and written again/,
    ],
    [
      'the previous secret as well',
      BODY,
      hmac(previousSharedSecret, JSON.stringify(JSON.parse(BODY), null, 2)),
      /written again.*\(previous secret\)/,
    ],
    [
      'the signature of the id',
      BODY,
      hmac(sharedSecret, 'a6f7bb1a'),
      /signs the session id, as on a GET/,
    ],
    [
      'the legacy hash',
      BODY,
      createHash('sha256').update(BODY).update(sharedSecret).digest('hex'),
      /legacy hash of x-signature/,
    ],
    [
      'a secret that was decoded',
      BODY,
      hmac(Buffer.from(sharedSecret.replaceAll('-', ''), 'hex'), BODY),
      /secret was decoded before it signed/,
    ],
    ['another secret', BODY, hmac('someone else’s secret', BODY), /No held secret fits/],
    [
      'bytes that were changed',
      BODY.replace('approved', 'declined'),
      hmac(sharedSecret, BODY),
      /No held secret fits/,
    ],
    [
      'half a signature',
      BODY,
      hmac(sharedSecret, BODY).slice(0, 32),
      /64 hex digits are wanted, these are 32 characters/,
    ],
    [
      'bytes that are no text',
      Buffer.from([0xff, 0xfe, 0x00]),
      hmac(sharedSecret, BODY),
      /No held secret fits/,
    ],
  ])('says why not: %s', async (_what, body, signature, why) => {
    const { code, stdout } = await verified(signature, body);

    expect([code, objects(stdout)]).toEqual([
      1,
      [{ valid: false, why: expect.stringMatching(why) as unknown }],
    ]);
  });

  it('takes a secret from stdin, which then is the only one', async () => {
    const file = fileWith(BODY, 'body.json');
    const secret = 'another secret of more than 32 characters';
    const args = ['webhooks', 'verify', '--body', file, '--secret-stdin', '--signature'];

    const fits = await veriffOps([...args, hmac(secret, BODY)], { stdin: `${secret}\n` });
    const local = await veriffOps([...args, hmac(sharedSecret, BODY)], { stdin: `${secret}\n` });

    expect([fits.code, local.code]).toEqual([0, 1]);
    expect(fits.stdout).toBe('valid  It fits the body and the current secret.\n');
    expect(fits.stdout + fits.stderr + local.stderr).not.toContain(secret);
  });
});

describe('webhooks sample and sign', () => {
  it.each(['event', 'decision', 'fullauto', 'watchlist', 'userStatus'])(
    'a sample of kind %s is taken by the service with the headers of sign',
    async (kind) => {
      const { stdout: body } = await veriffOps(['webhooks', 'sample', kind]);
      const signed = await veriffOps(['webhooks', 'sign', fileWith(body)]);
      const headers = signed.stdout
        .trim()
        .split('\n')
        .flatMap((line) => line.split(': '));

      const taken = await send(run.stack.apiUrl, {
        method: 'POST',
        path: '/webhooks/veriff',
        headers,
        body,
      });
      const forged = await send(run.stack.apiUrl, {
        method: 'POST',
        path: '/webhooks/veriff',
        headers,
        body: `${body} `,
      });

      expect([taken.status, forged.status]).toEqual([200, 401]);
    },
  );

  it('a sample can tell of a session that there is', async () => {
    const id = await run.at.backend.created();
    const { stdout } = await veriffOps(['webhooks', 'sample', 'event', '--session', id, '--json']);
    const [{ headers = {}, body = '' } = {}] = objects(stdout) as {
      headers?: Record<string, string>;
      body?: string;
    }[];

    const taken = await fetch(`${run.stack.apiUrl}/webhooks/veriff`, {
      method: 'POST',
      headers,
      body,
    });

    expect(taken.status).toBe(200);
    expect((await run.at.backend.read(id)).status).toBe('submitted');
  });

  it('with a secret from stdin nothing of the local run is said', async () => {
    const secret = 'another secret of more than 32 characters';
    const { stdout } = await veriffOps(['webhooks', 'sign', fileWith(BODY), '--secret-stdin'], {
      stdin: secret,
    });

    expect(stdout).toBe(
      `content-type: application/json\nx-hmac-signature: ${hmac(secret, BODY)}\n`,
    );
    expect(stdout).not.toContain(apiKey);
  });
});
