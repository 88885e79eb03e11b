import { batch } from '@preact/signals';
import type { LocalFaults } from '../../console-api/wire-faults.ts';
import type { SimFaults } from '../../veriff/control.ts';
import { send } from '../calls/send.ts';
import { reloadOn } from './reload.ts';
import { resource } from './resource.ts';
import { onNews } from './stream.ts';

/** Both sides' faults, as they stand. */
export const faults = resource(async () => {
  const read = { does: 'read the faults', method: 'GET' } as const;
  const [simulator, ours] = await Promise.all([
    send<SimFaults>({ ...read, path: '/_sim/faults' }),
    send<LocalFaults>({ ...read, path: '/_local/faults' }),
  ]);
  return { simulator, ours };
});

export function startFaults(): void {
  onNews('faults', (news) => batch(() => faults.put(() => news)));
  reloadOn(faults, ['reset']);
  void faults.reload();
}
