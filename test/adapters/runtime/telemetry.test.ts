import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../shared/adapters/runtime/telemetry.ts';
import { METRICS, type MeasureName, type MetricName } from '../../../shared/contract/metrics.ts';
import type { Note, Telemetry } from '../../../shared/ports/telemetry.ts';

const NAMESPACE = 'VeriffSessions/test';
const NOW = Date.parse('2026-03-02T10:00:00Z');

function recorded(): { readonly lines: string[]; readonly told: Telemetry } {
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
  };
  return {
    lines,
    told: telemetry({ write, now: () => NOW, service: 'receive-webhook', namespace: NAMESPACE }),
  };
}

/** The lines as the operator's tools read them: each must be exactly one and parse. */
function parsed(lines: readonly string[]): readonly unknown[] {
  return lines.map((line): unknown => {
    expect(line.match(/[\p{Cc}\u2028\u2029]/gu)).toEqual(['\n']);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
    return JSON.parse(line);
  });
}

describe('note', () => {
  it('writes one line with stamp, message and fields', () => {
    const { lines, told } = recorded();

    told.note('info', 'session changed', { sessionId: 'id', from: 'created', version: 2 });

    expect(lines).toEqual([
      '{"timestamp":"2026-03-02T10:00:00.000Z","service":"receive-webhook","level":"info","message":"session changed","sessionId":"id","from":"created","version":2}\n',
    ]);
  });

  it('takes nothing from an error, though the compiler lets it pass for a note', () => {
    const { lines, told } = recorded();
    const error = Object.assign(new Error('canary'), { code: 'canary' });

    told.note('error', 'message', error);

    expect(lines.join('')).toContain('"message":"message"}');
  });

  it('drops every key that is not allow-listed, and every value that is no plain one', () => {
    const { lines, told } = recorded();
    const fields = {
      outcome: 'ok',
      vendorData: 'canary',
      url: 'canary',
      error: new Error('canary'),
      reason: { firstName: 'canary' },
      __proto__: { kind: 'canary' },
      constructor: 'canary',
      level: 'canary',
    };

    told.note('warn', 'message', fields as unknown as Note);

    expect(parsed(lines)).toEqual([
      {
        timestamp: '2026-03-02T10:00:00.000Z',
        service: 'receive-webhook',
        level: 'warn',
        message: 'message',
        outcome: 'ok',
      },
    ]);
  });

  it.each([
    ['line breaks', 'a\r\n{"level":"error"}'],
    ['terminal escapes', '\u001b[2J\u009b31m'],
    ['separators', '\u2028\u2029\u0085'],
    ['direction marks', '\u202eevil\u2066'],
    ['a byte order mark', '\ufeff'],
    ['a lone surrogate', '\ud800'],
    ['NUL', '\0'],
  ])('keeps %s on one line, escaped', (_what, reason) => {
    const { lines, told } = recorded();

    told.note('info', 'message', { reason });

    expect(parsed(lines)).toMatchObject([{ reason }]);
    expect(lines.join('')).toMatch(/^[\u0020-\u007e]*\n$/);
  });

  it.each(['x', '\0', '一', '😀', '\u2028', '"'])(
    'cuts 100,000 times %j to fit 4 KB',
    (character) => {
      const { lines, told } = recorded();
      const long = character.repeat(100_000);
      const fields = {
        sessionId: long,
        attemptId: long,
        route: long,
        requestId: long,
        integration: long,
        kind: long,
        outcome: long,
        reason: long,
        code: long,
        errorName: long,
      };

      told.note('error', long, fields);

      expect(parsed(lines)).toHaveLength(1);
    },
  );

  it('keeps an id whole', () => {
    const { lines, told } = recorded();
    const sessionId = 'a'.repeat(128);

    told.note('info', 'message', { sessionId });

    expect(parsed(lines)).toMatchObject([{ sessionId }]);
  });

  it('does not throw where fields or the output do', () => {
    const broken = telemetry({
      write: () => {
        throw new Error('EPIPE');
      },
      now: () => Number.NaN,
      service: 's',
      namespace: NAMESPACE,
    });
    const fields = {
      get reason(): string {
        throw new Error('getter');
      },
    };

    expect(() => {
      broken.note('info', 'message', fields);
      broken.note('info', 'message', {});
      broken.count('SessionCreated', {});
      broken.measure('SecretAgeDays', 1, {});
    }).not.toThrow();
  });

  it('writes one good line whatever it is given', () => {
    const { lines, told } = recorded();

    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.object());
    const key = fc.oneof(fc.constantFrom('reason', 'kind', 'count', '__proto__'), fc.string());

    fc.assert(
      fc.property(fc.string(), fc.dictionary(key, value, { maxKeys: 8 }), (message, fields) => {
        lines.length = 0;
        told.note('info', message, fields);
        expect(parsed(lines)).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe('count', () => {
  it('writes the embedded metric format', () => {
    const { lines, told } = recorded();

    told.count('VeriffCall', { operation: 'create', outcome: 'ok' });

    expect(parsed(lines)).toEqual([
      {
        _aws: {
          Timestamp: NOW,
          CloudWatchMetrics: [
            {
              Namespace: NAMESPACE,
              Dimensions: [[], ['operation', 'outcome']],
              Metrics: [{ Name: 'VeriffCall', Unit: 'Count' }],
            },
          ],
        },
        service: 'receive-webhook',
        operation: 'create',
        outcome: 'ok',
        VeriffCall: 1,
      },
    ]);
  });

  it('keeps the longest namespace whole that CloudWatch takes', () => {
    const lines: string[] = [];
    const namespace = `VeriffSessions/${'x'.repeat(240)}`;
    const write = (line: string) => lines.push(line);

    telemetry({ write, now: () => NOW, service: 's', namespace }).count('SessionCreated', {});

    expect(parsed(lines)).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Namespace: namespace }] } },
    ]);
  });

  it('writes a metric without dimensions once', () => {
    const { lines, told } = recorded();

    told.count('SessionCreated', {});

    expect(parsed(lines)).toMatchObject([{ _aws: { CloudWatchMetrics: [{ Dimensions: [[]] }] } }]);
  });

  it.each(Object.keys(METRICS) as MetricName[])(
    'gives %s the dimensions and the unit of the contract, and no other dimension',
    (name) => {
      const { lines, told } = recorded();
      const { dimensions: names, unit } = METRICS[name];
      const dimensions = Object.fromEntries(names.map((dimension) => [dimension, '']));

      told.count(name as never, { ...dimensions, id: 'canary' });

      const [line] = parsed(lines) as Record<string, unknown>[];
      const values = names.map((dimension) => [dimension, 'none'] as const);
      const sets = names.length === 0 ? [[]] : [[], names];
      expect(line).toMatchObject({
        _aws: {
          CloudWatchMetrics: [{ Dimensions: sets, Metrics: [{ Name: name, Unit: unit }] }],
        },
        [name]: 1,
        ...Object.fromEntries(values),
      });
      expect(line).not.toHaveProperty('id');
    },
  );
});

describe('measure', () => {
  it.each<[MeasureName, string]>([
    ['OldestDueSeconds', 'Seconds'],
    ['VeriffLatency', 'Milliseconds'],
    ['SecretAgeDays', 'None'],
  ])('tells the value of %s in its unit', (name, unit) => {
    const { lines, told } = recorded();

    told.measure(name as 'VeriffLatency', 12.5, { operation: 'create' });

    expect(parsed(lines)).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: name, Unit: unit }] }] },
        [name]: 12.5,
      },
    ]);
  });
});
