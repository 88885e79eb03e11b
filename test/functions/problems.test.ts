import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../shared/contract/http/problems.ts';

const table = readFileSync('docs/problems.md', 'utf8');

describe('docs/problems.md', () => {
  it('has a row for each problem, with its status and an anchor, and no other', () => {
    const rows = [...table.matchAll(/^\| <a id="([\w-]+)"><\/a>`([\w-]+)` \| (\d+) \|/gm)].map(
      ([, anchor, code, status]) => ({ anchor, code, status: Number(status) }),
    );

    expect(rows.toSorted((a, b) => String(a.code).localeCompare(String(b.code), 'en'))).toEqual(
      Object.entries(PROBLEMS)
        .map(([code, { status }]) => ({ anchor: code, code, status }))
        .toSorted((a, b) => a.code.localeCompare(b.code, 'en')),
    );
  });
});

describe('the documents', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  it.each(documents)('%s names only files of the project that exist', (document) => {
    const text = readFileSync(document, 'utf8');
    const named = [
      ...text.matchAll(
        /`((?:shared|functions|infra|local|cli|scenarios|test|docs)\/[\w./-]+\.(?:tsx?|md|json|cjs))`/g,
      ),
    ].map(([, path]) => path ?? '');

    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});
