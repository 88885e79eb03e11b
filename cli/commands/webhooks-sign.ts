import { WEBHOOK_KINDS } from '../../local/veriff/fault-table.ts';
import { unknownName } from '../../local/veriff/suggest.ts';
import type { Call } from '../call.ts';
import { usageError } from '../errors.ts';
import { readInput } from '../input.ts';
import { note, show } from '../output.ts';
import { SAMPLE_SESSION, sampleBody } from '../samples.ts';
import { headersOf, secretsOf } from '../secrets.ts';
import { sign } from '../signature.ts';

/** `webhooks sign`: header lines, as `curl -H @-` reads them. */
export async function signWebhook(call: Call): Promise<void> {
  const body = await readInput(call.args[0] ?? '', call.typed);
  const [current] = await secretsOf(call);
  const headers = headersOf(call, sign(body, current.value));
  show(call, { headers }, lines(headers));
}

/** `webhooks sample`: exactly the body on stdout, its headers on stderr. */
export async function sampleWebhook(call: Call): Promise<void> {
  const [typed = ''] = call.args;
  const kind = WEBHOOK_KINDS.find((each) => each === typed);
  if (kind === undefined) {
    throw usageError(
      unknownName(`kind "${typed}"`, typed, WEBHOOK_KINDS),
      `${call.typed} decision`,
    );
  }
  const body = sampleBody(kind, call.text('session') ?? SAMPLE_SESSION);
  const [current] = await secretsOf(call);
  const headers = headersOf(call, sign(Buffer.from(body), current.value));
  if (call.json) {
    show(call, { headers, body }, []);
    return;
  }
  note(lines(headers).join('\n'));
  process.stdout.write(body);
}

function lines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}
