import { describe } from 'vitest';
import { livesSevenDays } from './session-store-life.contract.ts';
import { listsByUser } from './session-store-list.contract.ts';
import { insertsOnce, keepsRecords } from './session-store-records.contract.ts';
import { letsOneWin, savesWhatWasRead } from './session-store-save.contract.ts';
import { type SessionWorld, useWorld } from './session-world.ts';

/** What every `SessionStore` must do. */
export function sessionStoreContract(name: string, open: () => Promise<SessionWorld>): void {
  describe(`session store: ${name}`, () => {
    const world = useWorld(open);
    keepsRecords(world);
    insertsOnce(world);
    savesWhatWasRead(world);
    letsOneWin(world);
    livesSevenDays(world);
    listsByUser(world);
  });
}
