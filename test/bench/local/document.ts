import { writeFileSync } from 'node:fs';
import { curve } from '../curve.ts';
import { type Figure, megabytes, told } from './goals.ts';
import type { Mixed } from './mixed.ts';

/** All that a page needs. */
interface Found {
  readonly figures: readonly Figure[];
  readonly together: Mixed;
  readonly profile: string;
  readonly machine: string;
}

/** Writes docs/performance-local.md and its picture: no figure in it is copied by hand. */
export function document({ figures, together, profile, machine }: Found): void {
  writeFileSync(
    'docs/img/local-memory.svg',
    curve(
      'Memory of the local run under load, MB by seconds: all, and without mapped files',
      together.memory.map(({ all }) => megabytes(all)),
      together.memory.map(({ own }) => megabytes(own)),
    ),
  );
  writeFileSync(
    'docs/performance-local.md',
    `# The local run under load

<!-- Written by \`npm run bench:local -- --write\`. Do not edit. -->

\`npm start\` with the demonstration integration, in a process of its own; the load comes from this benchmark's process on the same machine, at fixed rates whether or not what went before
was answered, so that queueing shows. Latencies count from the moment at which a request should have gone out. Every answer is checked, and at the end every session is approved.

${machine}.

## One after the other

\`\`\`
${told(figures)}
\`\`\`

## All at once, for ten minutes

\`\`\`
${told(together.figures)}
\`\`\`

![memory by seconds](img/local-memory.svg)

Memory grows with what is kept: sessions live for seven days, and the load makes ten a second. The simulator and the console keep some 6 KB a session, and the heaps of eight threads take 20 to
30 MB each. Two limits are removed: the database mapped all its files into memory, 175 MB after ten minutes, now 64 of a megabyte at most (\`local/level.ts\`); and the C library of Linux kept heaps of
its own for each thread, 60 MB after five minutes (\`local/start.ts\`).

## What limits it

By thread, under the profiler, which slows everything down: time at work, and the parts that it was spent in. \`worker\` is an environment of a function, \`database-worker\`
the embedded DynamoDB, \`main\` the gateway, the simulator, the console's records and the sweep.

\`\`\`
${profile.split('\n\n').slice(0, 5).join('\n\n')}
\`\`\`

Each webhook is a read, a write, a publication and a mark: three calls to the one thread of the embedded DynamoDB and one to the bus, each over HTTP as on AWS. Flat out, both
cores are full; most of that is the SDK and HTTP on both sides, which is what runs on AWS as well.
`,
  );
}
