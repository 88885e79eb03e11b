import middy from '@middy/core';
import { webhook } from './flow.ts';
import { managedSecret } from './managed-secret.ts';
import { peer } from './peer.ts';

export const handler = middy(webhook(peer(managedSecret)));
