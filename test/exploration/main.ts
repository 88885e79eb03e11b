import { type Exploration, explore } from './explore.ts';
import { readOptions, USAGE, UsageError } from './options.ts';
import { SIZES, type SizeName } from './sizes.ts';

// Every reachable state of the small models: `node test/exploration/main.ts --size ci`.

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const count = (number: number): string => number.toLocaleString('en');

function report(name: string, found: Exploration): void {
  const { states, transitions, complete, seconds, megabytes, violation } = found;
  const end = complete ? 'complete' : 'stopped';
  const cost = `${seconds.toFixed(1)} s, ${megabytes} MB`;
  print(`${name}: ${count(states)} states, ${count(transitions)} steps, ${end}, ${cost}`);
  if (violation === undefined) return;
  print(`VIOLATION: ${violation.sentence}`);
  for (const [at, step] of violation.steps.entries()) print(`  ${at + 1}. ${step}`);
}

async function exploreAll(size: SizeName): Promise<boolean> {
  const found: Exploration[] = [];
  for (const [name, model] of Object.entries(SIZES[size])) {
    const exploration = await explore(model);
    report(name, exploration);
    found.push(exploration);
  }
  const states = found.reduce((sum, each) => sum + each.states, 0);
  const violations = found.filter(({ violation }) => violation !== undefined).length;
  print(`${count(states)} distinct states, ${violations} violations`);
  return found.every(({ complete }) => complete);
}

try {
  const size = readOptions(process.argv.slice(2));
  if (size === 'help') print(USAGE);
  else process.exitCode = (await exploreAll(size)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
