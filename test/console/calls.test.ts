import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cliOf, curlOf, pathOf } from '../../local/console/calls/call.ts';
import { resendCall } from '../../local/console/calls/delivery-calls.ts';
import { createCall, eraseCall, playCall } from '../../local/console/calls/session-calls.ts';
import { NEXT, nextOf, STEPS, stretches, toDaySeven } from '../../local/console/time/steps.ts';
import { SESSION, T0 } from './given.ts';

const ORIGIN = 'http://localhost:4400';

/** The words that a shell makes of a line. */
function shellReads(line: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('the twins of a call', () => {
  it('of an action', () => {
    const call = playCall(SESSION, 'approve');

    expect(call.cli).toBe(`npx veriff-ops sim act ${SESSION} approve`);
    expect(curlOf(call, ORIGIN)).toBe(
      `curl -s ${ORIGIN}/_sim/sessions/${SESSION}/actions -H 'content-type: application/json' -d '{"action":"approve"}'`,
    );
  });

  it('of an action with a reason and edits', () => {
    const call = playCall(SESSION, 'decline', {
      reasonCode: 106,
      set: { '/person/firstName': 'ANNA', '/comments': [], '/text': '9102' },
    });

    expect(call.cli).toBe(
      `npx veriff-ops sim act ${SESSION} decline --reason-code 106 --set /person/firstName=ANNA --set '/comments=[]' --set '/text="9102"'`,
    );
    expect(call.body).toEqual({
      action: 'decline',
      reasonCode: 106,
      set: { '/person/firstName': 'ANNA', '/comments': [], '/text': '9102' },
    });
  });

  it('of an action that the command line cannot say: curl alone', () => {
    expect(playCall(SESSION, 'approve', { again: true }).cli).toBeUndefined();
  });

  it('of a create, short where only vendorData is given', () => {
    expect(createCall({ verification: { vendorData: "O'Neil 1" } }).cli).toBe(
      `npx veriff-ops sessions create --vendor-data 'O'\\''Neil 1'`,
    );
  });

  it('of a create with any body, through a pipe that a shell reads back', () => {
    const body = { verification: { person: { firstName: "O'Neil" } } };
    const [echoed = ''] = (createCall(body).cli ?? '').split(' | ');

    expect(shellReads(echoed)).toEqual(['echo', JSON.stringify(body)]);
  });

  it('of a create with an Idempotency-Key: curl alone, as the command makes its own', () => {
    const call = createCall({ verification: {} }, 'k-1');

    expect(call.cli).toBeUndefined();
    expect(curlOf(call, ORIGIN)).toContain("-H 'idempotency-key: k-1'");
  });

  it('of erasing', () => {
    expect(curlOf(eraseCall(SESSION), ORIGIN)).toBe(
      `curl -s -X DELETE ${ORIGIN}/v1/sessions/${SESSION}`,
    );
  });

  it('of resending, unchanged and edited', () => {
    expect(resendCall('d-1').cli).toBe('npx veriff-ops sim resend d-1');
    expect(resendCall('d-1', { set: { '/verification/code': 9102 }, sign: 'previous' }).cli).toBe(
      'npx veriff-ops sim resend d-1 --set /verification/code=9102 --sign previous',
    );
    expect(resendCall('d-1', { body: '{' }).cli).toBeUndefined();
  });

  it('of the clock', () => {
    expect([NEXT, ...STEPS].map(({ call }) => call.cli)).toEqual([
      'npx veriff-ops sim clock next',
      'npx veriff-ops sim clock +1m',
      'npx veriff-ops sim clock +1h',
      'npx veriff-ops sim clock +1d',
    ]);
  });

  it('come through a shell as they were meant, whatever is in them', () => {
    const nasty = `a'b "c" $(d) \`e\` \\ ; & * ? # ~ !`;

    expect(shellReads(cliOf('x', nasty)).slice(2)).toEqual(['x', nasty]);
    expect(
      shellReads(curlOf({ does: '', method: 'POST', path: '/p?a=1&b=*', body: nasty }, ORIGIN)),
    ).toEqual([
      'curl',
      '-s',
      `${ORIGIN}/p?a=1&b=*`,
      '-H',
      'content-type: application/json',
      '-d',
      JSON.stringify(nasty),
    ]);
  });
});

describe('a path', () => {
  it('leaves out filters without a value and encodes the others', () => {
    expect(pathOf(['_local', 'a b'], { q: 'x&y', status: '', limit: undefined, after: 0 })).toBe(
      '/_local/a%20b?q=x%26y&after=0',
    );
  });
});

describe('a long advance', () => {
  it('goes in at most 24 stretches that end at the goal', () => {
    const ends = stretches(T0, T0 + 86_400_000);

    expect(ends).toHaveLength(24);
    expect(ends[0]).toBe(T0 + 3_600_000);
    expect(ends.at(-1)).toBe(T0 + 86_400_000);
  });

  it('is not cut into less than minutes', () => {
    expect(stretches(T0, T0 + 60_000)).toEqual([T0 + 60_000]);
    expect(stretches(T0, T0 + 150_000)).toEqual([T0 + 60_000, T0 + 120_000, T0 + 150_000]);
  });

  it('stays bounded for years', () => {
    expect(stretches(T0, T0 + 10 * 365 * 86_400_000)).toHaveLength(24);
  });

  it('to what is next asks the clock, or where that owes nothing goes to the first thing of the list', () => {
    expect(nextOf('2026-03-02T10:20:00.000Z', '2026-03-02T10:20:00.000Z')).toBe(NEXT);
    expect(nextOf(null, '2026-03-09T10:15:00.000Z')?.call).toEqual({
      does: 'jump to what is due next',
      method: 'POST',
      path: '/_sim/clock',
      body: { to: '2026-03-09T10:15:00.000Z' },
    });
    expect(nextOf(null, undefined)).toBeUndefined();
  });

  it('to day 7 is offered until it is over', () => {
    expect(toDaySeven(T0 + 1001, T0)?.call).toMatchObject({
      body: { to: '2026-03-02T10:15:01.001Z' },
      cli: 'npx veriff-ops sim clock +2s',
    });
    expect(toDaySeven(T0, T0)).toBeUndefined();
  });
});
