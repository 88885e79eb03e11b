import { virtualClock } from './clock.ts';
import { loadClockOffset } from './clock-file.ts';
import type { SimulatorLogLine } from './log.ts';
import { readSettings, type Settings, SettingsError, usage } from './settings.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { isoTime } from './times.ts';

/** The simulator as a program of its own: `npm run simulator`. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.help) {
    console.log(usage());
    return;
  }
  const { dataDir } = settings;
  const clock = virtualClock({ offsetMs: dataDir === undefined ? 0 : loadClockOffset(dataDir) });
  const simulator = await startSimulator({ ...settings, clock, log: printLine });
  console.log(banner(settings, simulator, clock.now()));
  const stop = (): void => {
    void Promise.all([clock.stop(), simulator.close()]).then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function banner(settings: Settings, simulator: Simulator, now: number): string {
  const { apiKey, plan } = settings.integration;
  return `
  Veriff, simulated on this machine. Nothing is verified.

  API        ${simulator.url}/v1       x-auth-client ${apiKey}
  Control    ${simulator.url}/_sim
  Webhooks   ${settings.webhookUrl}
  Data       ${settings.dataDir ?? 'memory only'}     Plan ${plan ?? 'standard'}     Clock ${isoTime(now)}

  Try: curl -s ${simulator.url}/v1/sessions -H 'content-type: application/json' -H 'x-auth-client: ${apiKey}' -d '{"verification":{}}'
ready`;
}

function printLine(line: SimulatorLogLine): void {
  const arrow = line.lost === true ? 'x' : '>';
  const ms = line.ms === undefined ? '' : `${line.ms} ms`;
  const short = line.sessionId?.slice(0, 8) ?? '';
  const way = `${line.from.padEnd(7)} ${arrow} ${line.to.padEnd(7)}`;
  console.log(
    `${line.at.slice(11, 19)}  ${way}  ${line.what.padEnd(36)} ${line.result.padEnd(24)} ${ms.padStart(7)}  ${short}`,
  );
}

main().catch((error: unknown) => {
  const readable = error instanceof Error ? error.message : String(error);
  console.error(`simulator: ${readable}`);
  if (!(error instanceof SettingsError) && process.env['DEBUG'] !== undefined) console.error(error);
  process.exitCode = 1;
});
