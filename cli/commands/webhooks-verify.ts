import type { Call } from '../call.ts';
import { EXIT, usageError } from '../errors.ts';
import { readInput } from '../input.ts';
import { show, tinted } from '../output.ts';
import { secretsOf } from '../secrets.ts';
import { judge } from '../signature.ts';

/** `webhooks verify`: exit code 1 and the reason where the signature does not fit. */
export async function verifyWebhook(call: Call): Promise<void> {
  const file = call.text('body') ?? '';
  if (file === '-' && call.flag('secretStdin')) {
    throw usageError(
      'stdin cannot hold both the body and the secret',
      `${call.typed} --body webhook.json --signature HEX --secret-stdin`,
    );
  }
  const body = await readInput(file, call.typed);
  const verdict = judge(body, call.text('signature') ?? '', await secretsOf(call));
  const word = verdict.valid ? tinted('green', 'valid') : tinted('red', 'not valid');
  show(call, verdict, [`${word}  ${verdict.why}`]);
  if (!verdict.valid) process.exitCode = EXIT.failed;
}
