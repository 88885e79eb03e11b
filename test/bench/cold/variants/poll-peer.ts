import middy from '@middy/core';
import { pollDecision } from './flow.ts';
import { parts } from './peer.ts';

export const handler = middy(pollDecision(parts));
