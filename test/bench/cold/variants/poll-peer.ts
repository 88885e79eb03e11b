import middy from '@middy/core';
import { pollDecision } from './flow.ts';
import { managedSecret } from './managed-secret.ts';
import { peer } from './peer.ts';

export const handler = middy(pollDecision(peer(managedSecret)));
