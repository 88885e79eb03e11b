import { describe, expect, it } from 'vitest';
import { graphOf } from '../../local/console/sweep/graph.ts';
import { sweepWorkflow } from '../../shared/contract/sweep-workflow.ts';

const definition = sweepWorkflow({ tableName: 't', pollDecisionArn: 'arn', partition: 'aws' });
const { nodes, edges, width, height } = graphOf(definition);

const place = (name: string) => {
  const node = nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
};

describe('the drawing of the sweep', () => {
  it('has every state of the definition that deploys', () => {
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(
      [
        ...Object.keys(definition.States),
        'QueryBucket',
        'BucketFailed',
        'PollDecision',
        'BatchFailed',
      ].toSorted(),
    );
  });

  it('reads from top to bottom, both ends last', () => {
    const column = nodes.filter(({ name }) => name in definition.States);

    expect(column[0]?.name).toBe('Begin');
    expect(column.slice(-2).map(({ name }) => name)).toEqual(['Done', 'Incomplete']);
    expect(column.map(({ y }) => y)).toEqual(column.map(({ y }) => y).toSorted((a, b) => a - b));
  });

  it('lets no two states of the column touch', () => {
    const column = nodes.filter(({ name }) => name in definition.States);
    const touching = column.filter((node, i) => {
      const next = column[i + 1];
      return next !== undefined && next.y <= node.y + node.height;
    });

    expect(touching).toEqual([]);
  });

  it('draws what a Map runs inside of its frame', () => {
    const frame = place('FindDue');
    for (const name of ['QueryBucket', 'BucketFailed']) {
      const inner = place(name);
      expect(inner.x).toBeGreaterThan(frame.x);
      expect(inner.x + inner.width).toBeLessThan(frame.x + frame.width);
      expect(inner.y + inner.height).toBeLessThan(frame.y + frame.height);
    }
    expect(frame.isFrame).toBe(true);
  });

  it('draws every way there is: on, back, otherwise, caught', () => {
    expect(edges.map(({ from, to, kind }) => `${from} ${to} ${kind}`).toSorted()).toEqual(
      [
        'Begin FindDue next',
        'FindDue Collect next',
        'Collect IsAnythingDue next',
        'IsAnythingDue MakeBatches next',
        'IsAnythingDue HasAnythingFailed default',
        'MakeBatches SettleDue next',
        'SettleDue NextRound next',
        'NextRound IsMoreDue next',
        'IsMoreDue FindDue next',
        'IsMoreDue HasAnythingFailed default',
        'HasAnythingFailed Done default',
        'HasAnythingFailed Incomplete next',
        'QueryBucket BucketFailed caught',
        'PollDecision BatchFailed caught',
      ].toSorted(),
    );
  });

  it('stays within its size', () => {
    for (const node of nodes) {
      expect(node.x).toBeGreaterThanOrEqual(0);
      expect(node.x + node.width).toBeLessThanOrEqual(width);
      expect(node.y + node.height).toBeLessThanOrEqual(height);
    }
  });
});
