import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { duration } from '../duration.ts';
import { activeFaults } from '../faults.ts';
import { shortTime, show } from '../output.ts';

/** `status`: where everything is, what time it is there, what goes wrong, and how far the sessions are. */
export async function status(call: Call): Promise<void> {
  const connection = connect(call);
  const { consoleUrl, apiUrl, simulatorUrl } = connection.target;
  const webhookUrl = `${apiUrl}/webhooks/veriff`;
  const addresses = { consoleUrl, apiUrl, webhookUrl, simulatorUrl };
  if (call.flag('env')) {
    show(
      call,
      addresses,
      Object.entries(addresses).map(([name, url]) => `${variable(name)}=${url}`),
    );
    return;
  }
  const [clock, faults, sessions] = await Promise.all([
    connection.simulator.clock(),
    connection.simulator.faults(),
    connection.local.counts(),
  ]);
  const active = activeFaults(faults).flatMap(({ id, left }) => (left === 0 ? [] : [id]));
  const counts = Object.entries(sessions).map(([name, count]) => `${count} ${name}`);
  const ahead = clock.offsetSeconds === 0 ? '' : `, ${duration(clock.offsetSeconds)} ahead`;
  show(call, { ...addresses, clock, faults: active, sessions }, [
    `Console     ${consoleUrl}`,
    `Client API  ${apiUrl}/v1`,
    `Webhooks    ${webhookUrl}`,
    `Simulator   ${simulatorUrl}`,
    `Clock       ${shortTime(clock.now)}${ahead}; next owed ${clock.next === null ? 'nothing' : shortTime(clock.next)}`,
    `Faults      ${active.join(', ') || 'none'}`,
    `Sessions    ${counts.join(', ') || 'none'}`,
  ]);
}

/** `consoleUrl` as `CONSOLE_URL` */
function variable(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
