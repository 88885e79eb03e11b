import { ENVIRONMENT_SECRET } from './environment-secret.ts';
import { parts, secretOf } from './floor.ts';
import { webhook } from './flow.ts';

const secret = secretOf(ENVIRONMENT_SECRET);

export const handler = webhook({ ...parts, secret: async () => secret });
