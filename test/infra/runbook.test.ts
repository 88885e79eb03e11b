import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTICES } from '../../infra/monitoring/alarm-table.ts';
import { RUNBOOK } from '../../infra/monitoring/monitoring.ts';
import { MonitoredStack } from './monitored.ts';

const runbook = readFileSync(RUNBOOK, 'utf8');

const PARTS = [
  'What it means.',
  'First look.',
  'Fix.',
  'When not to act.',
  'How to tell it is over.',
  'Try it here.',
];

interface Section {
  readonly title: string;
  readonly text: string;
}

/** `## Webhooks` is a chapter, `### webhook-errors` a section; the first chapter is for reading, not for alarms. */
const [, ...chapters] = runbook.split(/^## /m);
const sections: readonly Section[] = chapters.slice(1).flatMap((chapter) =>
  chapter
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return { title: section.slice(0, end), text: section.slice(end) };
    }),
);

/** As GitHub makes them. */
const anchors = new Set(
  [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  ),
);

/** What stands in fences of a text. */
function commands(text: string): string {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');
}

describe('the runbook', () => {
  it('has exactly one section for everything that somebody can be told', () => {
    expect(sections.map(({ title }) => title).toSorted()).toEqual(
      NOTICES.map(({ name }) => name).toSorted(),
    );
  });

  it('is linked from each alarm, to a section that is there', () => {
    for (const { AlarmDescription } of new MonitoredStack().alarms.values()) {
      const [file, anchor = ''] = (AlarmDescription.split(' ').at(-1) ?? '').split('#');
      expect([file, anchors.has(anchor)]).toEqual([RUNBOOK, true]);
    }
  });

  it('links sections and pages that exist', () => {
    const links = [...runbook.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      return file === '' ? !anchors.has(anchor ?? '') : !existsSync(`docs/${file}`);
    });

    expect(links.length).toBeGreaterThan(30);
    expect(broken).toEqual([]);
  });

  it('names graphs that the dashboard has', () => {
    const dashboard = JSON.stringify(new MonitoredStack().template.toJSON());
    const named = [...runbook.matchAll(/(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)/g)].map(
      ([, name = '']) => name,
    );

    expect(named.length).toBeGreaterThan(20);
    expect(
      [...new Set(named)].filter((name) => !dashboard.includes(`\\"title\\":\\"${name}`)),
    ).toEqual([]);
  });
});

describe.each(sections)('$title', ({ text }) => {
  it('says what it means, where to look, what to do, when not to, when it is over, how to try it', () => {
    const parts = [...text.matchAll(/^\*\*([^*]+)\*\*(.*)$/gm)];

    expect(parts.map(([, part]) => part)).toEqual(PARTS);
    for (const [, part, rest = ''] of parts) {
      const isThere = rest.trim() !== '' || text.includes(`**${part}**\n\n\`\`\`sh`);
      expect([part, isThere]).toEqual([part, true]);
    }
  });

  it('gives a fault to try, or says that there is none here', () => {
    const tryIt = text.split('**Try it here.**')[1] ?? '';

    expect(commands(tryIt) === '').toBe(tryIt.trim().startsWith('Not here'));
    if (commands(tryIt) !== '') expect(commands(tryIt)).toMatch(/\nseen \w+.*\n$/);
  });

  it('uses only what is pasted first', () => {
    const helpers = commands(chapters[0] ?? '');
    const used = [
      ...commands(text).matchAll(
        /(?:^|[;$(] ?)\(?(out|ids|logs|alarms|pay|sweep|new|play|faults|ahead|seen) /gm,
      ),
    ];

    for (const [, name] of used) expect(helpers).toContain(`${name}() {`);
  });
});
