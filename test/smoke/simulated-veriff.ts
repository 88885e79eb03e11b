import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { virtualClock } from '../../local/veriff/clock.ts';
import type { SimAction, SimActionResult, SimSession } from '../../local/veriff/control.ts';
import { startSimulator } from '../../local/veriff/simulator.ts';
import type { SecretDocument } from '../../shared/contract/secret.ts';
import { SmokeFailure, wordsOf } from './failure.ts';

/** How the simulator stands in for Veriff. */
export interface VeriffOptions {
  /** 0 is any free port. */
  readonly port: number;
  /** Where webhooks go. */
  readonly webhookUrl: string;
  /** Where the deployed functions find it; its own loopback address without. */
  readonly publicUrl?: string;
}

/** Veriff for one run: an integration of its own, with keys that nobody else has ever seen. */
export interface SimulatedVeriff {
  /** Where the deployed functions find it. */
  readonly url: string;
  /** The integration as the stack's secret has it. */
  readonly integration: SecretDocument['integrations'][number];
  /** Plays the end user or the reviewer; the webhooks of it have been tried once when it answers. */
  play(sessionId: string, action: SimAction): Promise<SimActionResult>;
  session(sessionId: string): Promise<SimSession>;
  /** Loses the decision webhook of a session, its retries too. */
  loseDecisionOf(sessionId: string): Promise<void>;
  /** The hex signature of a body, by a key that is not this integration's. */
  forged(body: string): string;
  close(): Promise<void>;
}

/** Starts the simulator on this machine, in memory. */
export async function startVeriff(options: VeriffOptions): Promise<SimulatedVeriff> {
  const clock = virtualClock();
  const name = `smoke-${randomBytes(4).toString('hex')}`;
  const apiKey = randomUUID();
  const sharedSecret = randomUUID();
  const { publicUrl } = options;
  const simulator = await startSimulator({
    port: options.port,
    clock,
    webhookUrl: options.webhookUrl,
    integration: { id: randomUUID(), name, apiKey, sharedSecret, decides: 'by-hand' },
    ...(publicUrl !== undefined && { publicUrl }),
  });
  const control = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${simulator.url}/_sim${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return (await response.json()) as Answer;
    throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
  };
  const url = publicUrl ?? simulator.url;
  return {
    url,
    integration: { name, apiKey, baseUrl: url, sharedSecrets: [{ value: sharedSecret }] },
    play: async (id, action) => control('POST', `/sessions/${id}/actions`, { action }),
    session: async (id) => control('GET', `/sessions/${id}`),
    loseDecisionOf: async (session) => {
      const drop = { session, kinds: ['decision'] };
      await control('PUT', '/faults', { webhooks: { drop } });
    },
    forged: (body) => createHmac('sha256', randomUUID()).update(body).digest('hex'),
    close: async () => {
      await Promise.all([clock.stop(), simulator.close()]);
    },
  };
}

/** Veriff's number for a call without an API key: whoever answers so is the simulator. */
const NO_API_KEY = '1801';

/** Sees to it that the public address leads to the simulator, and not to the door of the tunnel. */
export async function expectReachable({ url }: SimulatedVeriff): Promise<void> {
  const seen = await fetch(`${url}/v1/sessions`, { method: 'POST', body: '{}' }).then(
    async (response) => `${response.status} ${(await response.text()).slice(0, 200)}`,
    wordsOf,
  );
  if (seen.includes(NO_API_KEY)) return;
  throw new SmokeFailure({
    expected: `the simulator at ${url}`,
    seen,
    lookAt: '--simulator-url, --simulator-port and the tunnel between them',
  });
}
