import middy from '@middy/core';
import { createSession } from './flow.ts';
import { managedSecret } from './managed-secret.ts';
import { peer } from './peer.ts';

export const handler = middy(createSession(peer(managedSecret)));
