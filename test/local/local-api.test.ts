import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LocalParts, localRoutes } from '../../local/console-api/local-routes.ts';
import { FAULTS, STEPS } from '../../local/faults/fault-table.ts';

const page = readFileSync('docs/local-api.md', 'utf8');

/** The first cells of the table under a header. */
function firstCells(header: string): readonly string[] {
  const [, table = ''] = page.split(`| ${header} |`);
  const [rows = ''] = table.split('\n\n');
  return [...rows.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell);
}

const named = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('docs/local-api.md', () => {
  it('has every call with its parameters, and no other', () => {
    // Routes are made before anything is asked of them.
    const routes = localRoutes({ observer: {} } as unknown as LocalParts);
    const calls = routes.map(({ method, path, parameters }) => {
      const query = parameters.map((name) => `${name}=`).join('&');
      return `${method} ${path}${query === '' ? '' : `?${query}`}`;
    });

    expect(firstCells('call').flatMap(named).toSorted()).toEqual(
      [...calls, 'GET /_local/stream?lastEventId='].toSorted(),
    );
  });

  it('has every fault and every step', () => {
    const [, steps = ''] = page.split('\nSteps: ');

    expect(firstCells('kind').flatMap(named)).toEqual(Object.keys(FAULTS));
    expect(named(steps)).toEqual(STEPS);
  });
});
