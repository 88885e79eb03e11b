import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { crashRun } from './run.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'crash-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

// A small share of `node test/crash/main.ts`, the real thing in processes of its own.
describe('kill -9 under load', () => {
  it('loses nothing that was accepted, and leaves no session stuck', async () => {
    const report = await crashRun({ kills: 3, seed: 5 }, folder());

    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(3);
    expect(report.accepted).toBeGreaterThan(report.sessions);
  });

  it('would be seen to lose what a kill takes along', async () => {
    const lossy = folder();
    const { violations } = await crashRun({ kills: 1, seed: 5 }, lossy, () =>
      rmSync(join(lossy, 'table'), { recursive: true }),
    );

    expect(violations.join('\n')).toContain('was accepted and is gone');
  });
});
