import { describe, expect, it } from 'vitest';
import { DEV, PROD, Synthesised } from './synthesised.ts';

/** What changes with every build or stage says nothing: hashes of bundles, ids that are made from them, the stage's name. */
function masked(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{64}/g, '<hash>')
    .replaceAll(/(CurrentVersion|Deployment)[0-9A-F]{8}[0-9a-f]{32}/g, '$1<hash>')
    .replaceAll(/(Deployment)[0-9a-f]{32}/g, '$1<hash>')
    .replaceAll(/veriffsessions(dev|prod)[\w-]*/g, 'veriffsessions<stage>');
}

/** `Property.Inner[0]: value`, one line each; references as `{path}`. */
function lines(stack: Synthesised, value: unknown, place = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${place}: ${JSON.stringify(value)}`];
  const [name = '', ...others] = Object.keys(value);
  if (others.length === 0 && ['Ref', 'Fn::GetAtt', 'Fn::Join'].includes(name)) {
    return [`${place}: ${stack.text(value)}`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => lines(stack, each, `${place}[${index}]`));
  }
  return Object.entries(value).flatMap(([key, each]) =>
    lines(stack, each, place === '' ? key : `${place}.${key}`),
  );
}

/** Every resource with all that it says, by the path of its construct. */
function resourcesOf(stack: Synthesised): ReadonlyMap<string, string> {
  const blocks = Object.entries(stack.resources).map(([id, resource]) => {
    const { Metadata: _, Type, Properties, ...rest } = resource;
    const said = [...lines(stack, Properties), ...lines(stack, rest)].map((line) => `  ${line}`);
    return [stack.pathOf(id), [`${stack.pathOf(id)} (${Type})`, ...said].join('\n')] as const;
  });
  return new Map(blocks.map(([path, block]) => [masked(path), masked(block)]));
}

function snapshotOf(blocks: readonly string[]): string {
  return `${blocks.toSorted().join('\n\n')}\n`;
}

/** Of a resource that dev has too, only the lines that are others there. */
function difference(block: string, before = ''): string {
  const known = new Set(before.split('\n').slice(1));
  return block
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}

const dev = resourcesOf(new Synthesised(DEV));

describe('the whole template', () => {
  it('of dev is this: whoever changes it, sees and shows what changes', async () => {
    await expect(snapshotOf([...dev.values()])).toMatchFileSnapshot('template/dev.txt');
  });

  it('of prod differs from it in this; the alarms have their own tests', async () => {
    const different = [...resourcesOf(new Synthesised(PROD))]
      .filter(([path, block]) => dev.get(path) !== block && !path.startsWith('Monitoring/'))
      .map(([path, block]) => difference(block, dev.get(path)));

    await expect(snapshotOf(different)).toMatchFileSnapshot('template/prod-differs.txt');
  });
});
