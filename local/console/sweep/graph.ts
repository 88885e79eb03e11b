/** As much of the States Language as is drawn. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, MachineState>>;
}

interface MachineState {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Catch?: readonly { readonly Next?: string }[];
  readonly ItemProcessor?: Machine;
}

/** A state with its place, in pixels from the top left of the drawing. */
export interface GraphNode {
  readonly name: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A frame around the states of a Map. */
  readonly isFrame: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'default' | 'caught';
  /** An SVG path. */
  readonly path: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

const NODE = { width: 148, height: 32 } as const;
const FRAME = { head: 26, pad: 12 } as const;
const GAP = 22;
/** Room on both sides for the edges that go past other states. */
const SIDE = 44;

interface Link {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdge['kind'];
}

/** One column from the first state to the last; what a Map runs stands inside of it; edges that skip or go back run beside. */
export function graphOf(machine: Machine): Graph {
  const names = inOrder(machine);
  const width = 2 * SIDE + Math.max(...names.map((name) => widthOf(machine, name)));
  const nodes: GraphNode[] = [];
  let y = 4;
  for (const name of names) {
    const placed = place(machine, { name, middle: width / 2, y });
    nodes.push(...placed);
    y += (placed[0]?.height ?? 0) + GAP;
  }
  const links = machinesIn(machine).flatMap(linksOf);
  return { nodes, edges: links.flatMap((link) => route(link, nodes)), width, height: y - GAP + 4 };
}

/** As one reads it: each state before those that it leads to, but for the ways back. */
function inOrder(machine: Machine): readonly string[] {
  const seen = new Set<string>();
  const ends: string[] = [];
  const visit = (name: string): void => {
    const state = machine.States[name];
    if (state === undefined || seen.has(name)) return;
    seen.add(name);
    for (const next of targetsOf(state)) visit(next);
    ends.unshift(name);
  };
  visit(machine.StartAt);
  return ends;
}

function targetsOf(state: MachineState): readonly string[] {
  return linksOf({ StartAt: 'x', States: { x: state } }).map((link) => link.to);
}

function linksOf(machine: Machine): readonly Link[] {
  return Object.entries(machine.States).flatMap(([from, state]) => {
    const to = (targets: readonly (string | undefined)[], kind: Link['kind']): readonly Link[] =>
      targets.filter((each) => each !== undefined).map((target) => ({ from, to: target, kind }));
    return [
      ...to([state.Next, ...(state.Choices ?? []).map((choice) => choice.Next)], 'next'),
      ...to([state.Default], 'default'),
      ...to(
        (state.Catch ?? []).map((each) => each.Next),
        'caught',
      ),
    ];
  });
}

function machinesIn(machine: Machine): readonly Machine[] {
  const inner = Object.values(machine.States).flatMap(({ ItemProcessor: each }) =>
    each === undefined ? [] : machinesIn(each),
  );
  return [machine, ...inner];
}

function widthOf(machine: Machine, name: string): number {
  const inner = machine.States[name]?.ItemProcessor;
  const count = inner === undefined ? 0 : Object.keys(inner.States).length;
  return count === 0 ? NODE.width : count * (NODE.width + GAP) - GAP + 2 * FRAME.pad;
}

interface Spot {
  readonly name: string;
  readonly middle: number;
  readonly y: number;
}

/** A state, and for a Map the states inside of it side by side. */
function place(machine: Machine, { name, middle, y }: Spot): readonly GraphNode[] {
  const state = machine.States[name];
  const inner = state?.ItemProcessor;
  const width = widthOf(machine, name);
  const x = Math.round(middle - width / 2);
  const type = state?.Type ?? '';
  if (inner === undefined) return [{ name, type, x, y, ...NODE, isFrame: false }];
  const height = FRAME.head + NODE.height + FRAME.pad;
  const inside = inOrder(inner).map((each, i) => ({
    name: each,
    type: inner.States[each]?.Type ?? '',
    x: x + FRAME.pad + i * (NODE.width + GAP),
    y: y + FRAME.head,
    ...NODE,
    isFrame: false,
  }));
  return [{ name, type, x, y, width, height, isFrame: true }, ...inside];
}

function route(link: Link, nodes: readonly GraphNode[]): readonly GraphEdge[] {
  const from = nodes.find((node) => node.name === link.from);
  const to = nodes.find((node) => node.name === link.to);
  return from === undefined || to === undefined ? [] : [{ ...link, path: pathOf(from, to) }];
}

function pathOf(from: GraphNode, to: GraphNode): string {
  if (from.y === to.y) {
    const y = from.y + from.height / 2;
    return `M${from.x + from.width} ${y}H${to.x - 2}`;
  }
  const middle = from.x + from.width / 2;
  const end = from.y + from.height;
  if (to.y - end === GAP) return `M${middle} ${end}V${to.y - 2}`;
  return to.y < from.y ? pathBeside(from, to, 'left') : pathBeside(from, to, 'right');
}

/** From side to side, past everything between. */
function pathBeside(from: GraphNode, to: GraphNode, side: 'left' | 'right'): string {
  const isLeft = side === 'left';
  const edgeOf = (node: GraphNode): number => (isLeft ? node.x : node.x + node.width);
  const outermost = isLeft ? 12 : 2 * (from.x + from.width / 2) - 12;
  const startY = from.y + from.height / 2;
  const endY = to.y + Math.min(to.height, NODE.height) / 2;
  const turn = isLeft ? 8 : -8;
  const up = endY < startY ? -8 : 8;
  return (
    `M${edgeOf(from)} ${startY}H${outermost + turn}Q${outermost} ${startY} ${outermost} ${startY + up}` +
    `V${endY - up}Q${outermost} ${endY} ${outermost + turn} ${endY}H${edgeOf(to) + (isLeft ? -2 : 2)}`
  );
}
