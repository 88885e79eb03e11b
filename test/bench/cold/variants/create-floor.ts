import { parts } from './floor.ts';
import { createSession } from './flow.ts';

export const handler = createSession(parts);
