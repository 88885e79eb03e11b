import { parts } from './floor.ts';
import { pollDecision } from './flow.ts';

export const handler = pollDecision(parts);
