import middy from '@middy/core';
import { createSession } from './flow.ts';
import { parts } from './peer.ts';

export const handler = middy(createSession(parts));
