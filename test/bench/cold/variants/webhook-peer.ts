import middy from '@middy/core';
import { webhook } from './flow.ts';
import { parts } from './peer.ts';

export const handler = middy(webhook(parts));
