import type { Send } from '../http.ts';
import { type LocalApi, localApiAt } from '../local-api.ts';
import { type Simulator, simulatorAt } from '../simulator.ts';
import type { Target } from '../target.ts';
import { filled, filledText } from './names.ts';
import type { Scenario } from './read.ts';

/** What a scenario is played against. */
export interface Stage {
  readonly target: Target;
  readonly send: Send;
  /** The key of the simulator's integration, for sessions that a scenario creates there itself. */
  readonly apiKey: string;
  /** In place of the seed that the file gives. */
  readonly seed?: number;
}

/** A stage with one story on it. */
export interface World extends Stage {
  /** Fills placeholders in before it sends. */
  readonly send: Send;
  readonly scenario: Scenario;
  readonly simulator: Simulator;
  readonly local: LocalApi;
  /** Addresses and sessions, by the names that placeholders use. */
  readonly names: Map<string, string>;
  /** Sessions in the order of their creation. */
  readonly sessions: Map<string, string>;
  /** Makes idempotency keys the story's own: a run may have seen it before. */
  readonly nonce: string;
}

/** A step that did not go as it should; the lines say how. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** An empty world for one play. */
export function worldOf(stage: Stage, scenario: Scenario): World {
  const { apiUrl, simulatorUrl, consoleUrl } = stage.target;
  const names = new Map([
    ['api', apiUrl],
    ['simulator', simulatorUrl],
    ['console', consoleUrl],
  ]);
  const send: Send = async ({ url, body, ...rest }) =>
    stage.send({
      ...rest,
      url: filledText(url, names),
      ...(body !== undefined && { body: filled(body, names) }),
    });
  return {
    ...stage,
    send,
    scenario,
    names,
    simulator: simulatorAt(simulatorUrl, send),
    local: localApiAt(consoleUrl, send),
    sessions: new Map(),
    nonce: crypto.randomUUID().slice(0, 8),
  };
}

/** Gives a session its name in this story. */
export function nameSession(world: World, name: string, id: string): void {
  world.names.set(name, id);
  world.sessions.set(name, id);
}

/** The id of a session; a failure where it was never made. */
export function sessionId({ sessions }: World, name: string): string {
  const id = sessions.get(name);
  if (id === undefined) throw new StepFailure([`${name} was never created`]);
  return id;
}
