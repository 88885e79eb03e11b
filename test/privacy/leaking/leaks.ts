// oxlint-disable no-console, vitest/expect-expect -- these are the leaks; the watch is what judges them
import { Worker } from 'node:worker_threads';
import { describe, it } from 'vitest';
import { ENCODING_NAMES, ENCODINGS } from '../canaries.ts';

const PERSON = 'Example Street';

async function printedByAWorker(text: string): Promise<void> {
  const code = `require('node:worker_threads').parentPort.postMessage({ printed: ${JSON.stringify(text)} })`;
  const worker = new Worker(code, { eval: true });
  await new Promise((resolve) => worker.once('exit', resolve));
}

describe('leaks', () => {
  it.each(ENCODING_NAMES.filter((name) => name !== 'split'))('%s', (encoding) => {
    process.stdout.write(`{"x":"${ENCODINGS[encoding](`a ${PERSON} 1`)}"}\n`);
  });
  it('split', () => {
    console.log(
      new Error('AB1234567', { cause: new Error('outer', { cause: new Error(PERSON) }) }),
    );
  });
  it('stderr', () => process.stderr.write(Buffer.from(PERSON)));
  it('console.log', () => console.log('some %s here', PERSON));
  it('console.error', () => console.error({ deep: { person: PERSON } }));
  it('worker', async () => printedByAWorker(PERSON));
  it('short name', () => console.log('{"firstName":"John"}'));
  it('secret', () => console.log('475365AD-495A-4534-82F0-D273F3FE2B16'));
  it('link', () =>
    console.log('https://x.example/v/eyJhbGciOiJIUzI1NiJ9.eyJzZXNzaW9uIjoxfQ.c2lnbmF0dXJlMTIz'));
  it('signature', () => console.log('0123456789abcdef'.repeat(4)));
});

describe('harmless', () => {
  it('silence', () => undefined);
  it('other words', () =>
    console.log('@smithy/core, Johnson, a6f7bb1a-5b69-4517-9b6a-95224ada1067'));
  it('after a leak', async () => printedByAWorker('nothing'));
});
