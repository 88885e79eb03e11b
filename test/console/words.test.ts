import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../local/console/api/openapi.ts';
import { PROBLEMS as KNOWN } from '../../local/console/help/lists.ts';
import { changedLines } from '../../local/console/session/changed-lines.ts';
import { parsedSet } from '../../local/console/session/parsed-set.ts';
import { bodyOf, formOf } from '../../local/console/sessions/create-form.ts';
import { SEEDS } from '../../local/console/sessions/seeds.ts';
import { TOUR } from '../../local/console/tour/progress.ts';
import { STATUSES, statusLook } from '../../local/console/words/status.ts';
import type { LocalSessionSummary } from '../../local/console-api/wire.ts';
import type { SimDeliverySummary } from '../../local/veriff/control.ts';
import { PROBLEMS } from '../../shared/contract/http/problems.ts';
import { session } from './given.ts';

describe('the form of a create', () => {
  it('changes what has a field and keeps what has none', () => {
    const body = { verification: { vendorData: 'a', custom: [1], person: { firstName: 'x' } } };
    const form = formOf(body);
    const values = { ...form.values, '/verification/vendorData': 'b', '/integration': 'live' };

    expect(bodyOf({ ...form, values })).toEqual({
      verification: { vendorData: 'b', custom: [1], person: { firstName: 'x' } },
      integration: 'live',
    });
  });

  it('leaves out emptied fields, and objects that held nothing else', () => {
    const form = formOf({ verification: { person: { firstName: 'x' } } });
    const values = { ...form.values, '/verification/person/firstName': '' };

    expect(bodyOf({ ...form, values })).toEqual({ verification: {} });
  });

  it('does not touch the body that it came from', () => {
    const body = { verification: { vendorData: 'a' } };
    const form = formOf(body);
    bodyOf({ ...form, values: { '/verification/vendorData': 'b' } });

    expect(body).toEqual({ verification: { vendorData: 'a' } });
  });

  it('makes a body of what is none', () => {
    expect(bodyOf(formOf('text'))).toEqual({ verification: {} });
  });
});

describe('edits, one a line', () => {
  it('take JSON as JSON and anything else as text', () => {
    expect(
      parsedSet('/person/firstName=ANNA\n\n /verification/code = 9102 \n/a=b=c\n/n=null'),
    ).toEqual({
      set: { '/person/firstName': 'ANNA', '/verification/code': 9102, '/a': 'b=c', '/n': null },
    });
  });

  it('say which line is none', () => {
    expect(parsedSet('person=1')).toEqual({
      mistake: '“person=1” is no edit; write /person/firstName=ANNA',
    });
  });
});

describe('an item before and after a write', () => {
  it('shows what changed first', () => {
    expect(
      changedLines({ a: 1, status: 'created', gone: true }, { a: 1, status: 'started', b: {} }),
    ).toEqual([
      { name: 'b', before: '', after: '{}', isChanged: true },
      { name: 'gone', before: 'true', after: '', isChanged: true },
      { name: 'status', before: 'created', after: 'started', isChanged: true },
      { name: 'a', before: '1', after: '1', isChanged: false },
    ]);
  });
});

describe('an item of the table', () => {
  it('is shown without what is personal or opens a door', () => {
    const [line] = changedLines({}, { url: 'https://x/v/secret' });

    expect(line?.after).toBe('••••••••••••••••••');
  });
});

describe('the states', () => {
  it('differ in their shape or their word, never in the colour alone', () => {
    const looks = STATUSES.map((status) => statusLook(status));

    expect(new Set(looks.map(({ word }) => word)).size).toBe(looks.length);
    expect(new Set(looks.map(({ shape }) => shape)).size).toBe(looks.length);
  });

  it('that are unknown are shown by their own name', () => {
    expect(statusLook('brand_new').word).toBe('brand_new');
  });
});

describe('the twenty seeds', () => {
  it('are twenty, and end in every state that the simulator can be played into', () => {
    const ends = new Set(SEEDS.map(({ plays }) => plays.at(-1) ?? 'created'));

    expect(SEEDS).toHaveLength(20);
    expect([...ends].toSorted()).toEqual([
      'abandon',
      'approve',
      'created',
      'decline',
      'expire',
      'resubmit',
      'review',
      'start',
      'submit',
    ]);
  });
});

describe('the tour', () => {
  const nothing = { sessions: [], deliveries: [], visited: new Set<never>() };
  const done = (happened: object) =>
    TOUR.filter((step) => step.isDone({ ...nothing, ...happened })).map(({ id }) => id);
  const delivery = (more: object) => ({ faults: [], ...more }) as unknown as SimDeliverySummary;

  it('ticks what has happened, and nothing else', () => {
    const polled: LocalSessionSummary = session({
      decision: { status: 'approved', source: 'poll' },
    });

    expect(done({})).toEqual([]);
    expect(done({ sessions: [session({ status: 'created' })] })).toEqual(['create']);
    expect(done({ sessions: [session()] })).toEqual(['create', 'approve']);
    expect(done({ sessions: [polled] })).toEqual(['create', 'fallback']);
    expect(done({ visited: new Set(['twin']) })).toEqual(['twin']);
  });

  it('knows a dropped decision from a dropped event, and a forged signature from any 401', () => {
    const forged = [{ kind: 'corruptSignature', rule: 'x' }];

    expect(done({ deliveries: [delivery({ outcome: 'dropped', kind: 'event' })] })).toEqual([]);
    expect(done({ deliveries: [delivery({ outcome: 'dropped', kind: 'decision' })] })).toEqual([
      'drop',
    ]);
    expect(done({ deliveries: [delivery({ answerStatus: 401 })] })).toEqual([]);
    expect(done({ deliveries: [delivery({ answerStatus: 401, faults: forged })] })).toEqual([
      'forge',
    ]);
    expect(done({ deliveries: [delivery({ origin: 'resend' })] })).toEqual(['resend']);
  });
});

describe('the help', () => {
  it('lists every problem code of the API with its status', () => {
    const said = Object.fromEntries(KNOWN.map(([code, text]) => [code, Number(text.slice(0, 3))]));
    const meant = Object.fromEntries(
      Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]),
    );

    expect(said).toEqual(meant);
  });
});

describe('an OpenAPI document', () => {
  it('is read operation by operation, references within it followed', () => {
    const [operation] = operationsOf({
      paths: {
        '/v1/sessions/{id}': {
          get: {
            summary: 'Read',
            parameters: [{ $ref: '#/components/parameters/id' }],
            responses: { 404: { $ref: '#/components/responses/none' } },
          },
        },
      },
      components: {
        parameters: { id: { name: 'id', in: 'path', required: true } },
        responses: { none: { description: 'There is no such session' } },
      },
    });

    expect(operation).toMatchObject({
      id: 'get-v1-sessions-id',
      method: 'GET',
      summary: 'Read',
      parameters: [{ name: 'id', in: 'path', required: true }],
      answers: [{ status: '404', description: 'There is no such session' }],
    });
  });
});
