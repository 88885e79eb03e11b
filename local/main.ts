import { banner, type Welcome, welcomeOf } from './banner.ts';
import { type Message, messageJson, messageLine } from './messages.ts';
import { readSettings, type Settings, USAGE } from './settings.ts';
import { type Stack, startStack } from './stack.ts';
import { StartError } from './start-error.ts';

// `npm start`: the whole service on this machine until Ctrl-C.

function show(settings: Settings, message: Message): void {
  if (settings.quiet) return;
  console.log(settings.json ? messageJson(message) : messageLine(message));
}

function showWelcome(settings: Settings, welcome: Welcome): void {
  console.log(settings.json ? JSON.stringify({ ready: true, ...welcome }) : banner(welcome));
}

/** The first signal lets everything under way finish; who is in a hurry sends another one. */
function stopOnSignal(stack: Stack): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    stack.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('stopping:', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function run(settings: Settings): Promise<void> {
  const stack = await startStack(settings, {
    onMessage: (message) => show(settings, message),
    onFailure: (name, { errorType, errorMessage }) => {
      console.error(`${name} failed: ${errorType}: ${errorMessage}`);
    },
  });
  stopOnSignal(stack);
  showWelcome(settings, await welcomeOf(stack, settings));
}

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') console.log(USAGE);
  else await run(settings);
} catch (error) {
  if (error instanceof StartError) console.error(error.message);
  else console.error(error);
  process.exit(1);
}
