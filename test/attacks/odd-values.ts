import type { Random } from './random.ts';

/** Texts that have hurt somebody somewhere. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  '\t',
  '\r\nX-Injected: 1',
  '\n{"level":"error","message":"request"}',
  '\u001b[2J\u009b31m',
  '\u2028\u2029',
  '\u202eevil\u2066',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  '\ufffd',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%',
  "' OR 1=1 --",
  'O\u2019Neil -- ',
  '<script>alert(1)</script>',
  '${jndi:ldap://127.0.0.1/x}',
  '{{7*7}}',
  '$(id)',
  'null',
  'undefined',
  'true',
  'NaN',
  '-0',
  '1e400',
  '9'.repeat(400),
  '0x10',
  '\u{1F600}'.repeat(20),
  'e\u0301\u0301\u0301',
  '\u0130\u0131\u017f\u212a',
  '*',
  'W/"1"',
  '"1"',
  ',',
  '='.repeat(100),
  'application/json',
  'APPLICATION/JSON ;x=1',
  'gzip',
  'x'.repeat(5000),
];

/** Long ones are rare, since they are slow. */
const LONG = ['\u2028'.repeat(20_000), 'x'.repeat(100_000), '['.repeat(50_000), '"'.repeat(30_000)];

/** A text: mostly a known bad one, else any code units. */
export function anyText(choices: Random): string {
  const lot = choices.below(1000);
  if (lot === 0) return choices.pick(LONG);
  if (lot < 600) return choices.pick(TEXTS);
  const units = Array.from({ length: choices.below(24) }, () =>
    choices.below(choices.pick([0x80, 0x100, 0x10000])),
  );
  return String.fromCharCode(...units);
}

/** Keys that mean something, here or to JavaScript. */
const KEYS = [
  'verification',
  'vendorData',
  'endUserId',
  'callback',
  'person',
  'firstName',
  'dateOfBirth',
  'document',
  'country',
  'type',
  'timestamp',
  'integration',
  'tenant',
  'id',
  'status',
  'code',
  'attemptId',
  'decisionTime',
  'reason',
  'reasonCode',
  'action',
  'eventType',
  'data',
  'decision',
  'value',
  'sessionId',
  'checkType',
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
] as const;

const PLAIN: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  9001,
  7001,
  7002,
  1.5,
  1e300,
  'approved',
  'declined',
  'started',
  'submitted',
  'fullauto',
  'https://app.example.com/return',
  'https://127.0.0.1/',
  '2026-03-02T10:31:48.120934Z',
  '1990-04-12',
  'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
];

/** Any JSON value. `__proto__` is a key of its own in it, as the parser makes it. */
export function anyJson(choices: Random, depth = 4): unknown {
  const lot = choices.below(10);
  if (depth === 0 || lot < 4)
    return choices.below(3) === 0 ? anyText(choices) : choices.pick(PLAIN);
  const inner = () => anyJson(choices, depth - 1);
  if (lot === 4) return Array.from({ length: choices.below(4) }, inner);
  const entries = Array.from({ length: choices.below(5) }, () => [choices.pick(KEYS), inner()]);
  return Object.fromEntries(entries) as unknown;
}

/** A value of a type that nobody expects. */
export function anyOdd(choices: Random): unknown {
  const odd = [
    undefined,
    null,
    0,
    -1,
    Number.NaN,
    true,
    '',
    [],
    {},
    [null],
    [[]],
    ['a', 1],
    { a: {} },
  ];
  return choices.below(3) === 0 ? anyJson(choices) : choices.pick(odd);
}
