import { Command, type CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { callOf, fullName, type Verb } from './call.ts';
import { type CliError, usageError } from './errors.ts';

// Every verb and its options. What a verb does is loaded when it is called: help stays fast.

/** The whole command line. */
export function program(): Command {
  const root = new Command('veriff-ops')
    .description('Looks after Veriff sessions: the local run of npm start, and its simulator.')
    .option('--json', 'one JSON object, one a line for lists, nothing else on stdout')
    .option('--debug', 'tell each HTTP call on stderr, without bodies')
    .option('--console <url>', 'console of the local run (CONSOLE_PORT, 4400)')
    .option('--api <url>', 'its client API (API_PORT, 4401)')
    .option('--simulator <url>', 'its simulator (SIMULATOR_PORT, 4402)')
    .version(manifest.version)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .helpCommand(false)
    .exitOverride();
  overall(root);
  sessions(root);
  webhooks(root);
  simulator(root);
  scenarios(root);
  return root;
}

/** A mistake in the command line as an error of ours: the help of the verb that was meant is one step away. */
export function usageOf(error: CommanderError, args: readonly string[]): CliError {
  const [message = '', ...details] = error.message.replace(/^error: /, '').split('\n');
  const words = args.filter((each) => !each.startsWith('-'));
  const meant = deepest(program(), words);
  const shown = error.code === 'commander.help' ? 'a verb is missing' : message;
  return usageError(shown, `npx ${fullName(meant)} --help`, details);
}

function deepest(command: Command, [first, ...rest]: readonly string[]): Command {
  const next = command.commands.find((each) => each.name() === first);
  return next === undefined ? command : deepest(next, rest);
}

function group(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).helpCommand(false);
}

function does(command: Command, load: () => Promise<Verb>): void {
  command.action(async () => {
    const verb = await load();
    await verb(callOf(command));
  });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function overall(root: Command): void {
  does(
    root
      .command('doctor')
      .description('check this machine and the local run; each ✗ says what mends it'),
    async () => (await import('./commands/doctor.ts')).doctor,
  );
  does(
    root
      .command('status')
      .description('addresses, clock, faults, sessions by status')
      .option('--env', 'addresses as KEY=value for a shell'),
    async () => (await import('./commands/status.ts')).status,
  );
  const events = group(root, 'events', 'what was published');
  does(
    events.command('tail').description('each event as it is published, until Ctrl-C'),
    async () => (await import('./commands/tail.ts')).tailEvents,
  );
  does(
    group(root, 'sweep', 'the fallback').command('show').description('its last runs'),
    async () => (await import('./commands/sweep-show.ts')).showSweeps,
  );
}

function sessions(root: Command): void {
  const some = group(root, 'sessions', 'sessions, through the client API');
  does(
    some
      .command('create')
      .description('create one; prints its id and URL')
      .option('--vendor-data <text>', 'your own id of the end user')
      .option('--body <file>', 'the whole request body as JSON, - for stdin')
      .option('--open', 'open its page in the browser'),
    async () => (await import('./commands/sessions-create.ts')).createSession,
  );
  does(
    some
      .command('show')
      .description("our record, Veriff's truth, and what happened")
      .argument('<id>', 'a session id, or latest')
      .option('--mermaid', 'what happened as a Mermaid diagram'),
    async () => (await import('./commands/sessions-show.ts')).showSession,
  );
  does(
    some
      .command('list')
      .description("one user's sessions, or all that owe something; newest first")
      .option('--vendor-data <text>', 'your own id of the end user')
      .option('--owed', 'those that owe a poll, a publication or an erasure')
      .option('--older-than <time>', 'with --owed: due for that long, 2h'),
    async () => (await import('./commands/sessions-list.ts')).listSessions,
  );
  debts(some);
}

function debts(some: Command): void {
  does(
    some
      .command('poll')
      .description('pay what is due now, as the sweep does each minute')
      .argument('[id...]', 'sessions to tell of, before and after')
      .option('--owed', 'all that is due, as without ids')
      .option('--dry-run', 'only tell what is due'),
    async () => (await import('./commands/sessions-poll.ts')).pollSessions,
  );
  does(
    some
      .command('erase')
      .description('erase one here, and at Veriff by the next sweep')
      .argument('<id>', 'a session id')
      .option('--yes', 'do not ask'),
    async () => (await import('./commands/sessions-erase.ts')).eraseSession,
  );
}

function webhooks(root: Command): void {
  const some = group(root, 'webhooks', "Veriff's webhooks and their signatures");
  does(
    some
      .command('verify')
      .description('whether a signature fits a body, or which mistake it is')
      .requiredOption('--body <file>', 'the bytes as they were received, - for stdin')
      .requiredOption('--signature <hex>', 'what x-hmac-signature said')
      .option('--secret-stdin', "read the shared secret from stdin; else the local run's"),
    async () => (await import('./commands/webhooks-verify.ts')).verifyWebhook,
  );
  does(
    some
      .command('sign')
      .description('the headers of a webhook with that body')
      .argument('<file>', 'the body')
      .option('--secret-stdin', "read the shared secret from stdin; else the local run's"),
    async () => (await import('./commands/webhooks-sign.ts')).signWebhook,
  );
  does(
    some
      .command('sample')
      .description('a signed example, ready to send')
      .argument('<kind>', 'event, decision, fullauto, watchlist, userStatus')
      .option('--session <id>', 'the session that it tells of'),
    async () => (await import('./commands/webhooks-sign.ts')).sampleWebhook,
  );
  does(
    some
      .command('tail')
      .description('each try to deliver a webhook as it is made, until Ctrl-C')
      .option('--failed', 'only those that were not answered 200'),
    async () => (await import('./commands/tail.ts')).tailWebhooks,
  );
}

function simulator(root: Command): void {
  const some = group(root, 'sim', 'the simulator: end users, reviewers, faults, time');
  does(
    some
      .command('act')
      .description('play the end user, the reviewer or the calendar')
      .argument('<id>', 'a session id, or latest')
      .argument('<action>', 'start, submit, approve, decline, resubmit, review, abandon, expire')
      .option('--reason-code <n>', 'why it is declined or to be resubmitted')
      .option('--set <pointer=value>', 'a field of the decision, /person/firstName=ANNA', collect),
    async () => (await import('./commands/sim-act.ts')).act,
  );
  does(
    some
      .command('preset')
      .description('a bad day with a name')
      .argument('<name>')
      .option('--seed <n>', 'same seed, same story'),
    async () => (await import('./commands/sim-faults.ts')).preset,
  );
  does(
    some
      .command('clock')
      .description('show the virtual clock, or move it')
      .argument('[to]', 'next, day7, or a length of time: +90s, +3m, +1h, +2d'),
    async () => (await import('./commands/sim-clock.ts')).clock,
  );
  does(
    some
      .command('resend')
      .description('send a webhook again, past all faults')
      .argument('<delivery>', 'its id, as webhooks tail shows it')
      .option('--set <pointer=value>', 'a field of its body, which is then signed anew', collect)
      .option('--sign <key>', 'current, previous, original or none'),
    async () => (await import('./commands/sim-resend.ts')).resend,
  );
  faults(group(some, 'faults', 'what goes wrong at Veriff'));
}

function faults(some: Command): void {
  does(
    some
      .command('set')
      .description('add a fault: sim faults set drop next=1 kinds=decision')
      .argument('<kind>', 'drop, delay, corruptSignature, rateLimit …')
      .argument('<field=value...>', 'whom it strikes and how; lists with commas'),
    async () => (await import('./commands/sim-faults.ts')).addFault,
  );
  does(
    some.command('list').description('the active ones'),
    async () => (await import('./commands/sim-faults.ts')).listFaults,
  );
  does(
    some.command('clear').description('end all of them'),
    async () => (await import('./commands/sim-faults.ts')).clearFaults,
  );
}

function scenarios(root: Command): void {
  const some = group(root, 'scenario', 'stories with expectations, from files');
  does(
    some
      .command('run')
      .description('play them on a run of their own, or on --api and --simulator')
      .argument('<path...>', 'files, or folders of them')
      .option('--junit <file>', 'write the results as JUnit XML')
      .option('--seed <n>', "of every fault with a probability, in place of the files' own")
      .option('--api-key <key>', "of the simulator's integration, for files with target simulator"),
    async () => (await import('./commands/scenario-run.ts')).runScenarios,
  );
  does(
    some
      .command('list')
      .description('what there is to play')
      .argument('[path...]', 'files or folders; scenarios/ by default'),
    async () => (await import('./commands/scenario-list.ts')).listScenarios,
  );
}
