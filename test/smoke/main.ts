import { Interrupted, SmokeFailure, wordsOf } from './failure.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { runSmoke } from './run.ts';

// `npm run smoke`: a deployed stack from end to end, in an account or in an emulator.

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The first signal ends the waiting and tidies up; who is in a hurry sends another one. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    print('stopping: sessions and secret are put in order; once more to leave them');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

async function run(options: Options): Promise<void> {
  const from = performance.now();
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  const passed = await runSmoke(options, {
    print,
    signal: interruption(),
    ...(endpoint !== undefined && endpoint !== '' && { endpoint }),
  });
  print(`${passed} steps held, ${Math.round((performance.now() - from) / 1000)} s`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') print(USAGE);
  else await run(options);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nTry: npm run smoke -- --help\n`);
    process.exitCode = 2;
  } else {
    const isTold = error instanceof SmokeFailure || error instanceof Interrupted;
    if (!isTold) process.stderr.write(`${wordsOf(error)}\n`);
    process.exitCode = error instanceof Interrupted ? 130 : 1;
  }
}
