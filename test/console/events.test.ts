import { describe, expect, it } from 'vitest';
import { ruleAsCdk } from '../../local/console/events/cdk.ts';
import { matchPattern } from '../../local/console/events/pattern.ts';

const EVENT = {
  source: 'veriff-sessions',
  'detail-type': 'Session Approved',
  detail: {
    status: 'approved',
    final: true,
    decision: { code: 9001, reason: null },
    labels: ['a', 'b'],
  },
};

function matches(pattern: object): boolean {
  const match = matchPattern(pattern, EVENT);
  if (!match.ok) throw new Error(match.error);
  return match.matches;
}

describe('a pattern of an EventBridge rule', () => {
  it.each([
    [{ source: ['veriff-sessions'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['other', 'veriff-sessions'] }, true],
    [{ source: ['veriff-sessions'], detail: { status: ['declined'] } }, false],
    [{ detail: { final: [true], decision: { code: [9001] } } }, true],
    [{ detail: { final: ['true'] } }, false],
    [{ detail: { decision: { reason: [null] } } }, true],
    [{ detail: { labels: ['b', 'z'] } }, true],
    [{ detail: { missing: [null] } }, false],
    [{ 'detail-type': [{ prefix: 'Session ' }] }, true],
    [{ 'detail-type': [{ suffix: 'Declined' }] }, false],
    [{ 'detail-type': [{ wildcard: 'Session *ed' }] }, true],
    [{ 'detail-type': [{ wildcard: 'Session *zed' }] }, false],
    [{ detail: { status: [{ 'equals-ignore-case': 'APPROVED' }] } }, true],
    [{ detail: { status: [{ 'anything-but': ['declined', 'expired'] }] } }, true],
    [{ detail: { status: [{ 'anything-but': 'approved' }] } }, false],
    [{ detail: { status: [{ 'anything-but': { prefix: 'app' } }] } }, false],
    [{ detail: { missing: [{ 'anything-but': 'approved' }] } }, false],
    [{ 'detail-type': [{ wildcard: 'Session App*pproved' }] }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { status: [{ exists: false }] } }, false],
    [{ detail: { decision: { code: [{ numeric: ['>', 9000, '<=', 9001] }] } } }, true],
    [{ detail: { decision: { code: [{ numeric: ['<', 9001] }] } } }, false],
    [{ $or: [{ source: ['other'] }, { detail: { final: [true] } }] }, true],
    [{ $or: [{ source: ['other'] }, { detail: { final: [false] } }] }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each([
    [{}, /one field or more/],
    [[], /is an object/],
    [{ source: 'veriff-sessions' }, /\/source must be a list/],
    [{ detail: { status: [] } }, /\/detail\/status must be a list/],
    [{ source: [{ prefex: 'v' }] }, /"prefex" is none of prefix, suffix/],
    [{ source: [{ prefix: 1 }] }, /takes a text/],
    [{ source: [{ numeric: ['>', 'x'] }] }, /numeric takes a list/],
    [{ source: [{ exists: 'no' }] }, /exists takes true or false/],
    [{ $or: [{ source: ['a'] }] }, /two patterns or more/],
  ])('%j is a mistake, not a pattern that matches nothing', (pattern, error) => {
    const match = matchPattern(pattern, EVENT);

    expect(match.ok ? '' : match.error).toMatch(error);
  });

  it('tells a mistake that stands behind a field that does not fit', () => {
    expect(matchPattern({ source: ['other'], detail: { status: 'x' } }, EVENT).ok).toBe(false);
  });
});

describe('a rule in CDK', () => {
  it('has the pattern as TypeScript', () => {
    const pattern = {
      source: ['veriff-sessions'],
      'detail-type': [{ prefix: "Session 'A'" }],
      detail: { final: [true], 'odd-key': [{ exists: false }, null, 1] },
    };

    expect(ruleAsCdk(pattern).split('\n')).toEqual([
      "new Rule(this, 'OnSession', {",
      '  eventBus: veriff.eventBus,',
      '  eventPattern: {',
      "    source: ['veriff-sessions'],",
      "    detailType: [{ prefix: 'Session \\'A\\'' }],",
      "    detail: { final: [true], 'odd-key': [{ exists: false }, null, 1] },",
      '  },',
      '  targets: [new LambdaFunction(handler)],',
      '});',
    ]);
  });
});
