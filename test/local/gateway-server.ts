import { gateway } from '../../local/gateway.ts';
import { type Listening, listen } from '../../local/listen.ts';
import type { Message } from '../../local/messages.ts';
import type { WorkerAnswer } from '../../local/worker-messages.ts';

export interface Front extends Listening {
  /** What the functions were started with. */
  readonly invoked: { readonly name: string; readonly event: Record<string, unknown> }[];
  readonly messages: Message[];
}

export const NOON = Date.UTC(2026, 2, 2, 12, 0, 0);

/** The front alone, with functions that answer what the test says. */
export async function front(
  answer: () => Promise<WorkerAnswer> | WorkerAnswer = () => ok({ statusCode: 200 }),
  integrationTimeoutMs = 5_000,
): Promise<Front> {
  const invoked: Front['invoked'] = [];
  const messages: Message[] = [];
  const listening = await listen(
    gateway({
      invoke: async (name, event) => {
        invoked.push({ name, event: JSON.parse(event) as Record<string, unknown> });
        return answer();
      },
      now: () => NOON,
      onMessage: (message) => messages.push(message),
      integrationTimeoutMs,
    }),
    0,
  );
  return { ...listening, invoked, messages };
}

export function ok(answer: object): WorkerAnswer {
  return { payload: JSON.stringify(answer) };
}
