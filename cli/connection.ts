import type { Call } from './call.ts';
import { type Send, sender } from './http.ts';
import { type LocalApi, localApiAt } from './local-api.ts';
import { type Simulator, simulatorAt } from './simulator.ts';
import { type Target, targetOf } from './target.ts';

/** The local run that a verb talks to. */
export interface Connection {
  readonly target: Target;
  readonly send: Send;
  readonly simulator: Simulator;
  readonly local: LocalApi;
}

/** How to send: `--debug` tells each call on stderr, without bodies. */
export function sending(call: Call): Send {
  return sender(call.flag('debug') ? (line) => console.error(line) : undefined);
}

/** The local run that the options and the environment name; told on stderr before anything else. */
export function connect(call: Call): Connection {
  const given = {
    console: call.text('console'),
    api: call.text('api'),
    simulator: call.text('simulator'),
  };
  const target = targetOf(given, process.env);
  const send = sending(call);
  console.error(`local run: ${target.apiUrl}, simulator ${target.simulatorUrl}`);
  return {
    target,
    send,
    simulator: simulatorAt(target.simulatorUrl, send),
    local: localApiAt(target.consoleUrl, send),
  };
}
