import { useMemo } from 'preact/hooks';
import type { LocalSweepRun } from '../../console-api/wire.ts';
import { type GraphEdge, type GraphNode, graphOf, type Machine } from './graph.ts';

interface MachineGraphProps {
  readonly machine: Machine;
  readonly lit: ReadonlySet<string>;
  /** Its counts stand in the states. */
  readonly run: LocalSweepRun | undefined;
}

/** The very definition that deploys, drawn. */
export function MachineGraph({ machine, lit, run }: MachineGraphProps) {
  const { nodes, edges, width, height } = useMemo(() => graphOf(machine), [machine]);
  const entered = run?.entered ?? {};
  const told = nodes.map(({ name }) => `${name} ${entered[name] ?? 0}×`).join(', ');
  const drawn = (isFrame: boolean) =>
    nodes
      .filter((node) => node.isFrame === isFrame)
      .map((node) => (
        <Node key={node.name} node={node} isLit={lit.has(node.name)} count={entered[node.name]} />
      ));
  return (
    <svg
      class="graph"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`States, entered: ${told}`}
      data-testid="sweep-graph"
    >
      <Arrowhead />
      {drawn(true)}
      {edges.map((edge) => (
        <Edge key={`${edge.from} ${edge.to} ${edge.kind}`} edge={edge} />
      ))}
      {drawn(false)}
    </svg>
  );
}

function Arrowhead() {
  return (
    <defs>
      <marker
        id="graph-head"
        viewBox="0 0 8 8"
        refX="6"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto"
      >
        <path class="graph-head" d="M0 0.5 7 4 0 7.5z" />
      </marker>
    </defs>
  );
}

function Edge({ edge }: { readonly edge: GraphEdge }) {
  return (
    <path class={`graph-edge graph-${edge.kind}`} d={edge.path} marker-end="url(#graph-head)">
      <title>{`${edge.from} → ${edge.to}${WORDS[edge.kind]}`}</title>
    </path>
  );
}

const WORDS = { next: '', default: ', otherwise', caught: ', when it failed' } as const;

interface NodeProps {
  readonly node: GraphNode;
  readonly isLit: boolean;
  readonly count: number | undefined;
}

function Node({ node, isLit, count = 0 }: NodeProps) {
  const { name, type, x, y, width, height, isFrame } = node;
  const kind = isFrame ? 'graph-frame' : 'graph-node';
  const state = `${isLit ? 'graph-lit' : ''} ${count > 0 ? 'graph-entered' : ''}`;
  const base = y + (isFrame ? 17 : 20);
  return (
    <g
      class={`${kind} ${state}`}
      data-testid="sweep-state"
      data-state={name}
      data-lit={isLit}
      data-entered={count}
    >
      <title>{`${name}: ${type}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={7} />
      <text x={x + 10} y={base}>
        {isFrame ? `${name}, for each` : name}
      </text>
      {count > 0 && (
        <text class="graph-count" x={x + width - 8} y={base} text-anchor="end">
          {`×${count}`}
        </text>
      )}
    </g>
  );
}
