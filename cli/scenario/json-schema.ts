import * as z from 'zod/mini';
import { scenarioSchema } from './schema.ts';

/** The JSON Schema of a scenario file, for the completion of editors. `npm run schema` writes it. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'ref' });
}

if (import.meta.main) console.log(JSON.stringify(scenarioJsonSchema(), null, 2));
