import { describe, expect, it } from 'vitest';
import { DEV, listOf, PROD, Synthesised } from './synthesised.ts';

/** The logical ids that a value refers to, update policies and conditions of an order included. */
function referred(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref' || key === 'DependsOn') return listOf(each).map(String);
    if (key === 'Fn::GetAtt') return [String(listOf(each)[0])];
    return key === 'Metadata' ? [] : referred(each);
  });
}

/** A circle of resources that each wait for the next, or nothing where there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const follow = (id: string, way: readonly string[]): readonly string[] => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (done.has(id)) return [];
    for (const next of graph.get(id) ?? []) {
      const circle = follow(next, [...way, id]);
      if (circle.length > 0) return circle;
    }
    done.add(id);
    return [];
  };
  for (const id of graph.keys()) {
    const circle = follow(id, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('the resources of a stage', () => {
  it.each([DEV, PROD])(
    'never wait for each other in a circle, not even for a rollout: CloudFormation would make none of them',
    (config) => {
      const stack = new Synthesised(config);
      const graph = new Map(
        Object.entries(stack.resources).map(([id, resource]) => [id, referred(resource)]),
      );

      expect(circleIn(graph).map((id) => stack.pathOf(id))).toEqual([]);
    },
  );

  it('show a circle where there is one', () => {
    const graph = new Map([
      ['alias', ['group']],
      ['group', ['alarm']],
      ['alarm', ['stage']],
      ['stage', ['alias']],
    ]);

    expect(circleIn(graph)).toEqual(['alias', 'group', 'alarm', 'stage', 'alias']);
  });
});
