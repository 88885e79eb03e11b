import { describe, expect, it } from 'vitest';
import type { SessionBody } from '../../shared/contract/http/session.ts';
import { type Entry, Ledger, type View } from './ledger.ts';
import { readOptions } from './options.ts';
import { nextStep, storyOf } from './story.ts';

const STORY = storyOf(1, 1);

function view(status: SessionBody['status'], version: number, attempts = 1): View {
  const body = {
    id: 'a',
    status,
    attempts,
    final: ['approved', 'declined', 'expired', 'abandoned'].includes(status),
    nextAction: 'none',
    createdAt: '2026-03-02T10:15:00.000Z',
    updatedAt: `2026-03-02T10:15:0${version}.000Z`,
    validUntil: '2026-03-09T10:15:00.000Z',
  } as const;
  return { version, body };
}

/** A ledger with one session that was answered with 201. */
function opened(): { readonly ledger: Ledger; readonly entry: Entry } {
  const ledger = new Ledger();
  const entry = ledger.open(STORY);
  ledger.created(entry, 'a', '{}');
  return { ledger, entry };
}

const told = (action: string, attemptId = 'first') => ({ action, attemptId });

describe('a run without a loss', () => {
  it('is no violation, and every change counts once', () => {
    const { ledger, entry } = opened();
    ledger.saw(entry, view('created', 1));
    ledger.acknowledge(entry, 'd1', told('started'));
    ledger.acknowledge(entry, 'd1', told('started'));
    ledger.saw(entry, view('started', 2));
    ledger.saw(entry, view('started', 2));
    ledger.acknowledge(entry, 'd3', told('approved'));
    ledger.saw(entry, view('approved', 3));
    ledger.created(entry, 'a', '{}');

    expect(ledger.violations).toEqual([]);
    expect(ledger.accepted).toBe(5);
  });

  it('may take an event after the decision, which changes nothing any more', () => {
    const { ledger, entry } = opened();
    ledger.acknowledge(entry, 'd1', told('approved', 'second'));
    ledger.acknowledge(entry, 'd2', told('submitted', 'first'));
    ledger.saw(entry, view('approved', 2));

    expect(ledger.violations).toEqual([]);
  });

  it('may have erased what nobody heard of', () => {
    const { ledger, entry } = opened();
    entry.maybeErased = true;
    ledger.saw(entry, undefined);

    expect(ledger.violations).toEqual([]);
  });
});

describe('a planted loss is seen', () => {
  const cases: readonly (readonly [what: string, plant: (ledger: Ledger, entry: Entry) => void])[] =
    [
      ['is gone', (ledger, entry) => ledger.saw(entry, undefined)],
      ['answered a and then b', (ledger, entry) => ledger.created(entry, 'b', '{}')],
      ['or another body', (ledger, entry) => ledger.created(entry, 'a', '{"other":1}')],
      [
        'went back from version 3 to 2',
        (ledger, entry) => {
          ledger.saw(entry, view('submitted', 3));
          ledger.saw(entry, view('submitted', 2));
        },
      ],
      [
        'something else under the same version 2',
        (ledger, entry) => {
          ledger.saw(entry, view('started', 2));
          ledger.saw(entry, view('submitted', 2));
        },
      ],
      [
        'was approved for good and is declined',
        (ledger, entry) => {
          ledger.saw(entry, view('approved', 2));
          ledger.saw(entry, view('declined', 3));
        },
      ],
      [
        'was erased and is back',
        (ledger, entry) => {
          ledger.erased(entry);
          ledger.saw(entry, view('created', 1));
        },
      ],
      [
        'is created, but d1 (started) was answered 200',
        (ledger, entry) => {
          ledger.acknowledge(entry, 'd1', told('started'));
          ledger.saw(entry, view('created', 1));
        },
      ],
      [
        'is started, but d2 (submitted) was answered 200',
        (ledger, entry) => {
          ledger.acknowledge(entry, 'd2', told('submitted'));
          ledger.saw(entry, view('started', 2));
        },
      ],
      [
        'is submitted, but d3 (resubmission_requested) was answered 200',
        (ledger, entry) => {
          ledger.acknowledge(entry, 'd3', told('resubmission_requested'));
          ledger.saw(entry, view('submitted', 3));
        },
      ],
      [
        'is submitted, but d4 (approved) was answered 200',
        (ledger, entry) => {
          ledger.acknowledge(entry, 'd4', told('approved'));
          ledger.saw(entry, view('submitted', 3));
        },
      ],
      [
        'knows 1 attempts, but was told of 2',
        (ledger, entry) => {
          ledger.acknowledge(entry, 'd1', told('submitted', 'first'));
          ledger.acknowledge(entry, 'd2', told('started', 'second'));
          ledger.saw(entry, view('submitted', 3));
        },
      ],
    ];

  it.each(cases)('%s', (what, plant) => {
    const { ledger, entry } = opened();
    plant(ledger, entry);

    expect(ledger.violations).toHaveLength(1);
    expect(ledger.violations[0]).toContain(what);
  });
});

describe('a story', () => {
  it('follows from seed and number alone', () => {
    const names = (seed: number) =>
      Array.from({ length: 200 }, (_, number) => storyOf(seed, number).name);

    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
    expect(new Set(names(1)).size).toBe(6);
  });

  it('goes on where Veriff has the session, whoever was killed meanwhile', () => {
    const story = { name: 'any', steps: ['start', 'submit', 'resubmit', 'start'] } as const;

    expect(nextStep(story, { status: 'created', attempts: 1 })).toBe('start');
    expect(nextStep(story, { status: 'resubmission_requested', attempts: 1 })).toBe('start');
    expect(nextStep(story, { status: 'started', attempts: 2 })).toBeUndefined();
    expect(nextStep(story, { status: 'approved', attempts: 1 })).toBeUndefined();
  });
});

describe('the command line', () => {
  it('has defaults', () => {
    expect(readOptions([])).toEqual({ kills: 50, seed: 1 });
    expect(readOptions(['--kills', '3', '--seed=9'])).toEqual({ kills: 3, seed: 9 });
    expect(readOptions(['--help'])).toBe('help');
  });

  it.each([
    [['--kill', '3'], '--kill is unknown. Allowed: --kills N, --seed N, --help'],
    [['fifty'], 'fifty is unknown. Allowed: --kills N, --seed N, --help'],
    [['--kills', 'many'], '--kills needs a whole number, as in --kills 50'],
    [['--seed'], '--seed needs a whole number, as in --seed 1'],
    [['--kills', '0'], '--kills must be 1 or more'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
