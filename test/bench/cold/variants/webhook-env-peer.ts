import middy from '@middy/core';
import { ENVIRONMENT_SECRET } from './environment-secret.ts';
import { webhook } from './flow.ts';
import { peer } from './peer.ts';

export const handler = middy(webhook(peer(async () => ENVIRONMENT_SECRET)));
