import type { LocalInfo } from '../../console-api/wire.ts';
import { type Call, cliOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { resource } from './resource.ts';

export const READ_INFO: Call = {
  does: 'read what runs here',
  method: 'GET',
  path: '/_local/info',
  cli: cliOf('status'),
};

/** What runs here, and where. */
export const info = resource(async () => send<LocalInfo>(READ_INFO));
