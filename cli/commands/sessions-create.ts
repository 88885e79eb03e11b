import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseJson } from '../../local/veriff/json.ts';
import { isCreated } from '../answers.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { usageError } from '../errors.ts';
import { readInput } from '../input.ts';
import { note, shortTime, show } from '../output.ts';
import { ask } from '../problem.ts';

/** `sessions create`: as a mobile backend does it. The only verb that shows a session's URL. */
export async function createSession(call: Call): Promise<void> {
  const body = await bodyOf(call);
  const { target, send } = connect(call);
  const { verification, validUntil } = await ask(
    send,
    { method: 'POST', url: `${target.apiUrl}/v1/sessions`, body },
    { is: isCreated, tryThis: `${call.typed} --vendor-data cust-0001` },
  );
  const { id, url, vendorData } = verification;
  show(call, { id, url, vendorData, validUntil }, [
    `id     ${id}`,
    `url    ${url}`,
    `until  ${shortTime(validUntil)}`,
  ]);
  if (call.flag('open')) await open(url);
}

async function bodyOf(call: Call): Promise<unknown> {
  const vendorData = call.text('vendorData');
  const file = call.text('body');
  if (file === undefined) return { verification: vendorData === undefined ? {} : { vendorData } };
  if (vendorData !== undefined) {
    throw usageError('--body holds the vendorData already', `${call.typed} --body ${file}`);
  }
  const body = parseJson((await readInput(file, call.typed)).toString('utf8'));
  if (body !== undefined) return body;
  throw usageError(`${file} is no JSON`, `echo '{"verification":{}}' | ${call.typed} --body -`);
}

const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/** A machine without a browser is no reason to fail: the URL is on the screen. */
async function open(url: string): Promise<void> {
  const opener = spawn(OPENERS[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore' });
  await once(opener, 'exit').catch(() => note('no browser could be opened'));
}
