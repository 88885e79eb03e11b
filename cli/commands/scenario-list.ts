import type { Call } from '../call.ts';
import { showList } from '../output.ts';
import { readScenarios } from '../scenario/read.ts';

/** `scenario list`: every story of some files and folders, checked and not played. */
export async function listScenarios(call: Call): Promise<void> {
  const scenarios = await readScenarios(call.args.length === 0 ? ['scenarios'] : call.args);
  const entries = scenarios.map(({ file, name, target = 'service', steps }) => ({
    file,
    name,
    target,
    steps: steps.length,
  }));
  showList(
    call,
    entries,
    entries.map(({ file, name, target }) => [file, name, target === 'service' ? '' : target]),
  );
}
