import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTICES } from '../../infra/monitoring/alarm-table.ts';
import { RUNBOOK } from '../../infra/monitoring/monitoring.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import { MonitoredStack } from './monitored.ts';
import { PROD, Synthesised } from './synthesised.ts';

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

describe('what is pasted from the runbook', () => {
  const deployed = new Synthesised(PROD);
  const pasted = commands(runbook);

  it('asks for outputs that the stack has', () => {
    const asked = [...runbook.matchAll(/[(`]out (\w+)/g)].map(([, name = '']) => name);

    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !Object.hasOwn(deployed.outputs, name))).toEqual([]);
  });

  it('finds exactly one resource where it asks for one', () => {
    const asked = [...pasted.matchAll(/\bids (\w+::\w+) (\w+)/g)];
    const found = asked.map(([, type, part = '']) => {
      const ids = Object.entries(deployed.resources).filter(
        ([id, { Type }]) => Type === `AWS::${type}` && id.includes(part),
      );
      return [type, part, ids.length];
    });

    expect(found.length).toBeGreaterThan(3);
    expect(found).toEqual(asked.map(([, type, part]) => [type, part, 1]));
  });

  it('reads logs of groups that there are', () => {
    const groups = Object.entries(deployed.resources)
      .filter(([, { Type }]) => Type === 'AWS::Logs::LogGroup')
      .map(([id]) => id);
    const asked = [...pasted.matchAll(/^logs '.+' \d+ (\w+)$/gm)].map(([, part = '']) => part);

    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((part) => groups.filter((id) => id.includes(part)).length !== 1)).toEqual(
      [],
    );
    expect(groups.filter((id) => id.includes('Functions'))).toHaveLength(FUNCTIONS.length);
  });

  it('looks for lines that the functions write', () => {
    const code = globSync('{shared,functions}/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const asked = [...pasted.matchAll(/message = "([^"]+)"/g)].map(([, message = '']) => message);

    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((message) => !code.includes(`'${message}'`))).toEqual([]);
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
