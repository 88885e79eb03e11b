import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliError } from '../../cli/errors.ts';
import { readScenarios } from '../../cli/scenario/read.ts';
import { fileWith, story } from './files.ts';

/** What is told about a file, without its folder: `5  /steps/1/advence  unknown step …` */
async function told(text: string): Promise<readonly string[]> {
  const file = fileWith(text);
  const error: unknown = await readScenarios([file]).catch((reason: unknown) => reason);
  if (!(error instanceof CliError)) throw new Error('nothing was told');
  expect(error.exit).toBe(2);
  return error.details.map((line) => line.replace(`${file}:`, '').replace(file, ''));
}

describe('a mistake in a scenario is told with its line, its field and what is allowed', () => {
  it.each([
    [{ advence: '3m' }, '5  /steps/1/advence  unknown step "advence". Did you mean advance?'],
    [{}, '5  /steps/1  must be an object with one of create, do, faults, resend, advance'],
    [
      { advance: 'soon' },
      '5  /steps/1/advance  must be "90s", "3m", "2h", "1d", "next" or "day 7"',
    ],
    [{ advance: 3 }, '5  /steps/1/advance  must be "90s"'],
    [
      { do: ['aprove'], session: 'anna' },
      '5  /steps/1/do/0  unknown action "aprove". Did you mean approve?',
    ],
    [
      { do: [{ action: 'approve', sett: {} }], session: 'anna' },
      '5  /steps/1/do/0/sett  unknown field. Did you mean set?',
    ],
    [{ do: [], session: 'anna' }, '5  /steps/1/do  is empty'],
    [{ do: ['start'] }, '5  /steps/1/session  must be a name of letters, digits and -, "anna"'],
    [
      { do: ['start'], session: 'ana' },
      '5  /steps/1/session  unknown name "ana". Did you mean anna?',
    ],
    [
      { expect: { session: 'anna', statuss: 'approved' } },
      '5  /steps/1/expect/statuss  unknown field. Did you mean status?',
    ],
    [
      { expect: { session: 'anna', status: 'aproved' } },
      '5  /steps/1/expect/status  unknown status "aproved". Did you mean approved?',
    ],
    [
      { expect: { session: 'anna', eventually: '5m' } },
      '5  /steps/1/expect/eventually  must be a length of real time, "5s"',
    ],
    [
      { expect: { session: 'anna', answers: { decision: ['droped'] } } },
      '5  /steps/1/expect/answers/decision/0  unknown outcome "droped". Did you mean dropped?',
    ],
    [
      { faults: { webhooks: { corupt: { next: 1 } } } },
      '5  /steps/1/faults/webhooks/corupt  unknown field. Did you mean corruptSignature?',
    ],
    [
      { faults: { webhooks: { drop: { next: 0 } } } },
      '5  /steps/1/faults/webhooks/drop/next  must be a whole number from 1',
    ],
    [
      { faults: { webhooks: { drop: [{ nxt: 1 }] } } },
      '5  /steps/1/faults/webhooks/drop/0/nxt  unknown field. Did you mean next?',
    ],
    [
      { faults: { webhooks: { drop: 1 } } },
      '5  /steps/1/faults/webhooks/drop  must be a rule, {"next": 1}, or a list of rules',
    ],
    [
      { faults: { webhooks: { drop: { next: 1, kinds: ['decisoin'] } } } },
      '5  /steps/1/faults/webhooks/drop/kinds/0  unknown kind "decisoin". Did you mean decision?',
    ],
    [
      { faults: { api: { drop: { next: 1 } } } },
      '5  /steps/1/faults/api/drop  unknown field. Known: outage',
    ],
    [
      { faults: { preset: 'bad-day' } },
      '5  /steps/1/faults/preset  unknown preset "bad-day". Known: lost-webhooks, double-and-backwards',
    ],
    [
      { resend: { session: 'anna', kind: 'decision', edit: { set: { code: 1 } } } },
      '5  /steps/1/resend/edit/set/code  must be a JSON pointer, /verification/code',
    ],
    [
      { request: { path: '/v1/sessions/${bella}' } },
      '5  /steps/1/request/path  unknown name "bella". Known: anna, api, simulator, console',
    ],
    [
      { request: { path: '/v1', expect: { stauts: 200 } } },
      '5  /steps/1/request/expect/stauts  unknown field. Did you mean status?',
    ],
  ])('%j', async (step, mistake) => {
    const lines = await told(story(step));

    expect(lines).toEqual([expect.stringContaining(mistake)]);
  });

  it('every mistake of every file at once', async () => {
    const lines = await told(story({ advence: '3m' }, { advance: 'soon' }));

    expect(lines.map((line) => line.split('  ')[0])).toEqual(['5', '6']);
  });

  it('in the head of the file', async () => {
    const lines = await told('{\n"name": "",\n"seeed": 1,\n"target": "backend",\n"steps": []\n}');

    expect(lines).toEqual([
      '2  /name  must be a sentence that says what happens',
      '4  /target  unknown target "backend". Known: service, simulator',
      '5  /steps  is empty',
      '3  /seeed  unknown field. Did you mean seed?',
    ]);
  });

  it.each([
    ['{\n"name": "a",\n"steps": [,]}', '3  is no JSON: , in place of a value'],
    ['{\n"name": "a"\n"steps": []}', '3  is no JSON: "steps" in place of , or }'],
    ['{\n"name": tru}', '2  is no JSON: tru in place of a value'],
    ['{\nname: "a"}', '2  is no JSON: name in place of a name in quotes'],
    ['{"name" "a"}', '1  is no JSON: "a" in place of :'],
    ['{"name":\n"a', '2  is no JSON: a quote that is not closed in place of a value'],
    ['{"name": "a"', '1  is no JSON: the end in place of , or }'],
    ['{"name": "a"}\n\n}', '3  is no JSON: } in place of the end'],
    ['', '1  is no JSON: the end in place of a value'],
  ])('JSON that is none: %j', async (text, mistake) => {
    expect(await told(text)).toEqual([mistake]);
  });

  it('a member that stands there twice, which JSON itself lets pass', async () => {
    const lines = await told(
      '{"name": "a",\n"steps": [\n{"create": {"as": "anna",\n"as": "ben"}}]}',
    );

    expect(lines).toEqual(['4  /steps/0/create/as  stands there twice']);
  });
});

describe('what only one target has', () => {
  const onSimulator = (step: object): string =>
    story(step).replace('"name"', '"target": "simulator", "name"');

  it.each([
    [
      { expect: { session: 'anna', lastPublished: 'approved' } },
      'lastPublished  is seen with target service only',
    ],
    [
      { expect: { session: 'anna', nextAction: 'wait' } },
      'nextAction  is seen with target service only',
    ],
    [
      { create: { as: 'ben', idempotencyKey: 'k' } },
      'create/idempotencyKey  Veriff itself knows none',
    ],
  ])('%j is refused on the other', async (step, mistake) => {
    expect(await told(onSimulator(step))).toEqual([expect.stringContaining(mistake)]);
  });
});

describe('the paths that are given', () => {
  it('a folder is all of its stories, the schema beside them left out', async () => {
    const file = fileWith(story({ advance: '1s' }));
    fileWith('{}');

    const read = await readScenarios([dirname(file), file]);

    expect(read.map((each) => each.file)).toEqual([file, file]);
  });

  it.each(['nowhere.json', 'nowhere/'])('%s does not exist', async (path) => {
    await expect(readScenarios([path])).rejects.toMatchObject({
      exit: 2,
      message: `there is no ${path}`,
    });
  });
});
