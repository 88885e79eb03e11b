import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENTS } from '../../build/rehearsal/events.ts';
import { signatureOf } from '../../build/rehearsal/services.ts';
import { type Environment, startEnvironment } from '../bench/cold/environment.ts';
import { buildRunner, mainVariants, type Variant } from '../bench/cold/variants.ts';

const folder = mkdtempSync(join(tmpdir(), 'veriff-measured-'));
let environment: Environment;
let variants: readonly Variant[];

beforeAll(async () => {
  const all = await mainVariants(folder);
  variants = all.get('webhook') ?? [];
  const creator = all.get('create')?.find(({ name }) => name === 'ours');
  if (creator === undefined) throw new Error('create-session was not built');
  const runner = await buildRunner(folder);
  environment = await startEnvironment(folder, { runner, creator });
});
afterAll(() => {
  environment.close();
  rmSync(folder, { recursive: true });
});

const usual = EVENTS['receive-webhook']() as { headers: Record<string, string>; body: string };

/** The usual webhook with another body or signature; headers once and as lists, as API Gateway gives them. */
function webhook(body: string, signature = signatureOf(body)): object {
  const headers = { ...usual.headers, 'X-Hmac-Signature': signature };
  const lists = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return { ...usual, headers, multiValueHeaders: Object.fromEntries(lists) as object, body };
}

describe('whatever the benchmark compares', () => {
  it.each([
    [200, 'a genuine webhook', () => webhook(usual.body)],
    [401, 'one that somebody else has signed', () => webhook(usual.body, 'ab'.repeat(32))],
    [400, 'one that is signed and no JSON', () => webhook('{"verification":')],
  ])('answers %d to %s', async (statusCode, _, event) => {
    const answered: string[] = [];
    for (const variant of variants) {
      const answer = await environment.answer({ variant, of: 'webhook', flags: [] }, event());
      answered.push(`${variant.name} ${(answer as { statusCode: number }).statusCode}`);
    }

    expect(answered).toEqual(
      ['floor', 'peer', 'ours', 'Powertools'].map((name) => `${name} ${statusCode}`),
    );
  });
});
