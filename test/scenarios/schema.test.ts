import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../cli/scenario/json-schema.ts';

describe('scenarios/scenario.schema.json', () => {
  it('says what the program checks; npm run schema writes it anew', () => {
    const file: unknown = JSON.parse(readFileSync('scenarios/scenario.schema.json', 'utf8'));

    expect(file).toEqual(scenarioJsonSchema());
  });
});
