import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { aRun, type Given } from './program.ts';

const run = aRun();
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const body = file('body.json', '{"verification":{}}');
const GONE = '11111111-2222-4333-8444-555555555555';
const ZEROS = '0'.repeat(64);

interface Wrong {
  readonly line: string;
  readonly code: number;
  readonly says: string;
  readonly tries: string;
  readonly given?: Given;
}

const WRONG: readonly Wrong[] = [
  { line: '', code: 2, says: 'a verb is missing', tries: 'npx veriff-ops --help' },
  { line: 'sim', code: 2, says: 'a verb is missing', tries: 'npx veriff-ops sim --help' },
  { line: 'stats', code: 2, says: "unknown command 'stats'", tries: 'npx veriff-ops --help' },
  {
    line: 'sim fautls list',
    code: 2,
    says: "unknown command 'fautls'",
    tries: 'npx veriff-ops sim --help',
  },
  {
    line: 'status --envv',
    code: 2,
    says: "unknown option '--envv'",
    tries: 'npx veriff-ops status --help',
  },
  {
    line: 'sessions show',
    code: 2,
    says: "missing required argument 'id'",
    tries: 'npx veriff-ops sessions show --help',
  },
  {
    line: 'status now',
    code: 2,
    says: 'too many arguments',
    tries: 'npx veriff-ops status --help',
  },
  {
    line: 'sessions list',
    code: 2,
    says: 'either --vendor-data or --owed says which',
    tries: 'npx veriff-ops sessions list --owed',
  },
  {
    line: 'sessions list --owed --older-than soon',
    code: 2,
    says: '"soon" is no length of time',
    tries: 'npx veriff-ops sessions list --owed --older-than 2h',
  },
  {
    line: 'status --api localhost:4401',
    code: 2,
    says: '--api "localhost:4401" is no address',
    tries: '--api http://localhost:4401',
  },
  {
    line: 'status',
    code: 2,
    says: 'SIMULATOR_PORT "x" is no port',
    tries: 'export SIMULATOR_PORT=4402',
    given: { env: { SIMULATOR_PORT: 'x' } },
  },
  {
    line: 'status',
    code: 2,
    says: 'SIMULATOR_PORT "0" is no port',
    tries: 'export SIMULATOR_PORT=4402',
    given: { env: { SIMULATOR_PORT: '0' } },
  },
  {
    line: 'status',
    code: 4,
    says: 'nothing answers on http://localhost:9',
    tries: 'npm start',
    given: { env: { SIMULATOR_PORT: '9' } },
  },
  {
    line: 'sim clock --simulator $api',
    code: 3,
    says: 'There is no GET /_sim/clock.',
    tries: 'npx veriff-ops sim clock next',
  },
  {
    line: 'sessions create --simulator $api --api $simulator',
    code: 4,
    says: 'answers /v1/sessions with something else than a local run does',
    tries: 'npx veriff-ops doctor',
  },
  {
    line: 'sweep show --console $simulator',
    code: 4,
    says: 'answers /_local/sweeps with something else',
    tries: 'npx veriff-ops doctor',
  },
  {
    line: `sessions show ${GONE}`,
    code: 3,
    says: 'That session is not here: expired, erased or never made.',
    tries: 'npx veriff-ops sessions show latest',
  },
  {
    line: `sessions poll ${GONE}`,
    code: 3,
    says: 'That session is not here',
    tries: 'npx veriff-ops sessions show latest',
  },
  {
    line: `sessions poll ${GONE} --owed`,
    code: 2,
    says: '--owed is all of them',
    tries: 'npx veriff-ops sessions poll --owed',
  },
  {
    line: `sessions erase ${GONE}`,
    code: 5,
    says: `session ${GONE} is not erased`,
    tries: `npx veriff-ops sessions erase ${GONE} --yes`,
  },
  {
    line: 'sessions create --body nowhere.json',
    code: 2,
    says: 'nowhere.json cannot be read (ENOENT)',
    tries: 'npx veriff-ops sessions create --help',
  },
  {
    line: 'sessions create --body -',
    code: 2,
    says: '- is no JSON',
    tries: `echo '{"verification":{}}'`,
    given: { stdin: 'x' },
  },
  {
    line: `sessions create --body ${body} --vendor-data a`,
    code: 2,
    says: '--body holds the vendorData already',
    tries: `npx veriff-ops sessions create --body ${body}`,
  },
  {
    line: 'sessions create --body -',
    code: 2,
    says: 'The request is not valid',
    tries: 'npx veriff-ops sessions create',
    given: { stdin: '{"verification":{"callback":"http://a"}}' },
  },
  {
    line: 'sim act latest aprove',
    code: 2,
    says: 'Did you mean approve?',
    tries: 'npx veriff-ops sim act latest approve',
  },
  {
    line: 'sim act latest decline --reason-code x',
    code: 2,
    says: '--reason-code "x" is no whole number from 100 to 999',
    tries: 'npx veriff-ops sim act --help',
  },
  {
    line: 'sim act latest approve --set firstName=A',
    code: 2,
    says: '"firstName=A" is no pointer=value',
    tries: 'npx veriff-ops sim act latest approve --set /person/firstName=ANNA',
  },
  {
    line: `sim act ${GONE} start`,
    code: 3,
    says: 'no session has that id',
    tries: 'npx veriff-ops',
  },
  {
    line: 'sim faults set drp next=1',
    code: 2,
    says: 'unknown fault "drp". Did you mean drop?',
    tries: 'npx veriff-ops sim faults set drop next=1',
  },
  {
    line: 'sim faults set malformed next=1',
    code: 2,
    says: 'write webhooks.malformed or api.malformed',
    tries: 'npx veriff-ops sim faults set webhooks.malformed next=1',
  },
  {
    line: 'sim faults set drop next',
    code: 2,
    says: '"next" is no field=value',
    tries: 'npx veriff-ops sim faults set drop next=1 kinds=decision',
  },
  {
    line: 'sim faults set drop nxt=1',
    code: 2,
    says: '/webhooks/drop/0/nxt: unknown field. Did you mean next?',
    tries: 'npx veriff-ops sim faults --help',
  },
  {
    line: 'sim preset bad-munday',
    code: 2,
    says: 'Did you mean bad-monday?',
    tries: 'npx veriff-ops sim faults --help',
  },
  {
    line: 'sim preset forger --seed -1',
    code: 2,
    says: '--seed "-1" is no whole number',
    tries: 'npx veriff-ops sim preset --help',
  },
  {
    line: 'sim clock soon',
    code: 2,
    says: '"soon" is no time: next, day7, +90s',
    tries: 'npx veriff-ops sim clock +1h',
  },
  {
    line: 'sim clock +999999d',
    code: 2,
    says: 'The request cannot be understood',
    tries: 'npx veriff-ops sim clock next',
  },
  { line: 'sim resend d999', code: 3, says: 'no delivery has that id', tries: 'npx veriff-ops' },
  {
    line: 'sim resend d1 --sign curent',
    code: 2,
    says: 'unknown key "curent". Did you mean current?',
    tries: 'npx veriff-ops sim resend d1 --sign current',
  },
  {
    line: 'webhooks sample decision2',
    code: 2,
    says: 'unknown kind "decision2". Did you mean decision?',
    tries: 'npx veriff-ops webhooks sample decision',
  },
  {
    line: 'webhooks sign nowhere.json',
    code: 2,
    says: 'nowhere.json cannot be read',
    tries: 'npx veriff-ops webhooks sign --help',
  },
  {
    line: `webhooks sign ${body} --secret-stdin`,
    code: 2,
    says: 'the shared secret is too short',
    tries: 'copy it from the integration',
    given: { stdin: 'abc\n' },
  },
  {
    line: `webhooks verify --body - --signature ${ZEROS} --secret-stdin`,
    code: 2,
    says: 'stdin cannot hold both',
    tries: 'npx veriff-ops webhooks verify --body webhook.json',
  },
  {
    line: 'scenario run nowhere',
    code: 2,
    says: 'there is no nowhere',
    tries: 'npx veriff-ops scenario list scenarios/',
  },
  { line: `scenario run ${folder}`, code: 2, says: 'in scenario files', tries: 'correct it' },
  {
    line: 'scenario run scenarios --seed x',
    code: 2,
    says: '--seed "x" is no whole number',
    tries: 'npx veriff-ops scenario run --help',
  },
  {
    line: 'scenario run scenarios/approved.json --api http://127.0.0.1:9 --simulator http://127.0.0.1:9',
    code: 4,
    says: 'nothing answers on http://127.0.0.1:9',
    tries: 'npm start',
  },
];

describe('an error says what is wrong, and ends with what to try', () => {
  it.each(WRONG)('$line → $says', async ({ line, code, says, tries, given }) => {
    const words = line.split(' ').filter((word) => word !== '');
    const args = words.map((word) =>
      word.replace('$api', run.stack.apiUrl).replace('$simulator', run.stack.simulatorUrl),
    );

    const ended = await run.ops(args, given);

    const lines = ended.stderr.trimEnd().split('\n');
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(lines.filter((each) => each.startsWith('veriff-ops: '))).toHaveLength(1);
    expect(lines.join('\n')).toContain(says);
    expect(lines.at(-1)).toContain(`  Try: ${tries}`);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('names the legal actions and one of them to try', async () => {
    const id = await run.at.backend.created();

    const { code, stderr } = await run.ops(['sim', 'act', id, 'approve']);

    expect(code).toBe(4);
    expect(stderr).toContain('the session is created; allowed: start, expire');
    expect(stderr).toMatch(new RegExp(`Try: npx veriff-ops sim act ${id} start\n$`));
  });

  it('names the field of a decision that was meant', async () => {
    const id = await run.at.backend.created();
    await run.at.veriff.play(id, 'start', 'submit');

    const { code, stderr } = await run.ops([
      'sim',
      'act',
      id,
      'approve',
      '--set',
      '/person/firstname=A',
    ]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/--set \/person\/firstName=VALUE\n$/);
  });
});
