import type { LocalSweepRun } from './console-api/wire.ts';
import type { Message } from './messages.ts';

/** The line for a run, or undefined where it went well and nothing was due. A failed one says what it did all the same, and why it failed. */
export function sweepMessage(run: LocalSweepRun): Message | undefined {
  const { found, settled, failed, milliseconds, error } = run;
  const message = { at: Date.parse(run.at), from: 'sweep', to: 'api', milliseconds };
  if (error !== undefined) {
    const what = `run, ${settled} of ${found} settled`;
    return { ...message, what, result: 'failed', change: error };
  }
  if (found === 0) return undefined;
  const what = failed > 0 ? `run, ${failed} failed` : 'run, settled of due';
  return { ...message, what, result: `${settled}/${found}` };
}
