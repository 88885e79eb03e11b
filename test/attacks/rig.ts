import type { APIGatewayProxyEvent } from 'aws-lambda';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { telemetry } from '../../shared/adapters/runtime/telemetry.ts';
import { world } from '../functions/world.ts';
import { context } from '../support/api-event.ts';

/** Calls at the ports, by what stands behind them on AWS. */
export interface Effects {
  table: number;
  bus: number;
  veriff: number;
}

/** The functions that API Gateway calls. */
export type FunctionName = keyof ReturnType<typeof world>['functions'];

function counted<Port extends object>(
  port: Port,
  methods: readonly (keyof Port)[],
  count: () => void,
): void {
  for (const method of methods) {
    const original = port[method] as (...args: readonly unknown[]) => unknown;
    const counting = (...args: readonly unknown[]) => {
      count();
      return Reflect.apply(original, port, args);
    };
    Object.assign(port, { [method]: counting });
  }
}

/**
 * The real functions in their middleware over memory, with every call at a port counted and every line
 * of the real logger kept.
 */
export function rig(options: Parameters<typeof world>[0] = {}) {
  const there = world(options);
  const { ports } = there;
  const effects: Effects = { table: 0, bus: 0, veriff: 0 };
  const lines: string[] = [];
  const table = () => (effects.table += 1);
  counted(ports.store, ['load', 'insert', 'save', 'list'], table);
  counted(ports.claims, ['claim', 'takeOver', 'answer', 'complete', 'release'], table);
  counted(ports.publisher, ['publish'], () => (effects.bus += 1));
  const calls = ['createSession', 'fetchDecision', 'fetchAttempts', 'deleteSession'] as const;
  counted(ports.veriff, calls, () => (effects.veriff += 1));
  const { now } = ports;
  const write = (line: string) => lines.push(line);
  Object.assign(ports.telemetry, telemetry({ write, now, service: 's', namespace: 'Attacks' }));
  return {
    ...there,
    effects,
    lines,
    poll: pollDecisionHandler(ports),
    /** Forgets what was counted and kept so far. */
    forget() {
      Object.assign(effects, { table: 0, bus: 0, veriff: 0 });
      lines.length = 0;
    },
    /** As Lambda does it; nothing holds the event to its type. */
    async invoke(name: FunctionName, event: unknown): Promise<unknown> {
      return there.functions[name](event as APIGatewayProxyEvent, context);
    },
  };
}

/** What an attack is tried on. */
export type Rig = ReturnType<typeof rig>;
