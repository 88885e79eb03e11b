import { parts } from './floor.ts';
import { webhook } from './flow.ts';

export const handler = webhook(parts);
