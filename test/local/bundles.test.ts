import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type FunctionPool, functionPool, type PoolOptions } from '../../local/bundles.ts';

const DAY_MS = 86_400_000;
const offsetCell = new SharedArrayBuffer(8);
const pools: FunctionPool[] = [];

function pool(more: Partial<PoolOptions> & { readonly file?: string } = {}): FunctionPool {
  const { file = 'probe', ...options } = more;
  const made = functionPool({
    name: 'probe',
    bundle: fileURLToPath(new URL(`./bundles/${file}.mjs`, import.meta.url)),
    environment: { ONLY: 'this' },
    most: 2,
    timeoutMs: 5_000,
    offsetCell,
    log: () => {},
    ...options,
  });
  pools.push(made);
  return made;
}

async function ask(made: FunctionPool, event: object): Promise<Record<string, unknown>> {
  const answer = await made.invoke(JSON.stringify(event));
  if ('error' in answer) throw new Error(`${answer.error.errorType}: ${answer.error.errorMessage}`);
  return JSON.parse(answer.payload) as Record<string, unknown>;
}

async function failure(made: FunctionPool, act: string): Promise<unknown> {
  const answer = await made.invoke(JSON.stringify({ act }));
  return 'error' in answer ? answer.error : answer;
}

afterEach(async () => {
  new Float64Array(offsetCell)[0] = 0;
  await Promise.all(pools.splice(0).map(async (made) => made.close()));
});

describe('a function in the local run', () => {
  it('sees its own environment and nothing of this process', async () => {
    const { environment } = await ask(pool(), { act: 'tell' });

    expect(environment).toEqual({ ONLY: 'this' });
  });

  it('is given the context that Lambda gives', async () => {
    const { context } = await ask(pool(), { act: 'tell' });

    expect(context).toMatchObject({
      functionName: 'probe',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
      memoryLimitInMB: '512',
    });
    const { awsRequestId, left } = context as { awsRequestId: string; left: number };
    expect(awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('sees virtual time from its first line on, and follows it when it is moved', async () => {
    const offset = new Float64Array(offsetCell);
    offset[0] = 10 * DAY_MS;
    const made = pool();

    const first = await ask(made, { act: 'tell' });
    offset[0] = 20 * DAY_MS;
    const second = await ask(made, { act: 'tell' });

    const real = Date.now();
    expect(Math.abs(Date.parse(String(first['loadedAt'])) - real - 10 * DAY_MS)).toBeLessThan(
      DAY_MS,
    );
    expect(Math.abs(Number(second['now']) - real - 20 * DAY_MS)).toBeLessThan(DAY_MS);
    expect(String(second['date']).slice(0, 13)).toBe(
      new Date(Number(second['now'])).toISOString().slice(0, 13),
    );
    expect(second).toMatchObject({ given: '1970-01-01T00:00:00.000Z', isDate: true });
    expect(Math.abs(Date.parse(String(second['called'])) - Number(second['now']))).toBeLessThan(
      2_000,
    );
  });

  it('keeps its module state from one event to the next', async () => {
    const made = pool();

    await ask(made, { act: 'tell' });

    expect(await ask(made, { act: 'tell' })).toMatchObject({ count: 2 });
    expect(made.size).toBe(1);
  });

  it('answers null where its handler answers nothing', async () => {
    expect(await ask(pool(), { act: 'nothing' })).toBeNull();
  });

  it('hands over what it prints', async () => {
    const printed = Promise.withResolvers<string>();
    const made = pool({ log: printed.resolve });

    await ask(made, { act: 'print' });

    expect(await printed.promise).toBe('a line\n');
  });

  it('gives what a run has printed along with its answer, to each run its own', async () => {
    const made = pool({ most: 1 });

    const [one, two, none] = await Promise.all(
      [{ act: 'print', text: 'one' }, { act: 'print', text: 'two' }, { act: 'nothing' }].map(
        async (event) => made.invoke(JSON.stringify(event)),
      ),
    );

    expect([one, two, none].map((answer) => answer?.ran?.log)).toEqual(['one\n', 'two\n', '']);
    expect(one?.ran?.invocation).not.toBe(two?.ran?.invocation);
  });

  it('gives what was printed before the environment ended', async () => {
    const answer = await pool().invoke('{"act":"lastWords"}');

    expect(answer).toMatchObject({
      error: { errorType: 'Runtime.ExitError' },
      ran: { log: 'last words\n' },
    });
  });

  it('bears its name in the variables that are to hold it', async () => {
    const made = pool({ most: 1, nameIn: ['WHO'] });

    const { environment, context } = await ask(made, { act: 'tell' });

    expect(environment).toEqual({ ONLY: 'this', WHO: 'probe.1' });
    expect(made.invocationOf('probe.1')).toBe((context as { awsRequestId: string }).awsRequestId);
    expect(made.invocationOf('probe.2')).toBeUndefined();
  });
});

describe('an environment that is ended from outside', () => {
  it('is killed in the middle of what it does, and the next event gets another one', async () => {
    const made = pool({ most: 1 });
    const going = failure(made, 'hang');

    expect(made.kill('probe.1')).toBe(true);

    expect(await going).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(made.kill('probe.1')).toBe(false);
    expect(await ask(made, { act: 'tell' })).toMatchObject({ count: 1 });
  });

  it('is renewed once it has nothing to do: what is under way is done, what waits meets a new one', async () => {
    const made = pool({ most: 1 });
    await ask(made, { act: 'tell' });
    const going = ask(made, { act: 'wait', cell: 1 });
    const waiting = ask(made, { act: 'tell' });

    made.renew();

    expect(await going).toMatchObject({ count: 2 });
    expect(await waiting).toMatchObject({ count: 1 });
    expect(made.size).toBe(1);
  });

  it('is renewed at once where it is idle', async () => {
    const made = pool();
    await ask(made, { act: 'tell' });

    made.renew();

    expect(made.size).toBe(0);
    expect(await ask(made, { act: 'tell' })).toMatchObject({ count: 1 });
  });
});

describe('executions at a time', () => {
  it('never give an environment two events at once, nor make more than the bound', async () => {
    const made = pool({ most: 2 });

    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, cell) => ask(made, { act: 'wait', cell })),
    );

    expect(answers.map(({ cell }) => cell)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(answers.reduce((sum, { count }) => sum + Number(count), 0)).toBeGreaterThanOrEqual(20);
    expect(made.size).toBe(2);
  });

  it('start with none', () => {
    expect(pool().size).toBe(0);
  });
});

describe('a function that fails', () => {
  it('reports what it threw by name, message and trace', async () => {
    const error = await failure(pool(), 'throw');

    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'told to throw' });
    expect((error as { trace: string[] }).trace[0]).toBe('RangeError: told to throw');
  });

  it('reports a thrown text too', async () => {
    expect(await failure(pool(), 'text')).toMatchObject({
      errorType: 'string',
      errorMessage: 'a text',
    });
  });

  it('stays warm after an error of its handler', async () => {
    const made = pool();

    await failure(made, 'throw');

    expect(await ask(made, { act: 'tell' })).toMatchObject({ count: 2 });
  });

  it.each([
    ['exit', 'Runtime.ExitError'],
    ['escape', 'TypeError'],
  ])('is replaced after %s', async (act, errorType) => {
    const made = pool();

    expect(await failure(made, act)).toMatchObject({ errorType });

    expect(await ask(made, { act: 'tell' })).toMatchObject({ count: 1 });
    expect(made.size).toBe(1);
  });

  it.each([['hang'], ['spin']])('is stopped at its timeout, also when it would %s', async (act) => {
    const made = pool({ timeoutMs: 150 });

    expect(await failure(made, act)).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.15 seconds',
    });

    expect(made.size).toBe(0);
  });

  it('lets those who wait behind it have a new environment', async () => {
    const made = pool({ most: 1 });

    const [first, second] = await Promise.all([failure(made, 'exit'), ask(made, { act: 'tell' })]);

    expect(first).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(second).toMatchObject({ count: 1 });
  });

  it.each([
    ['broken', 'SyntaxError', 'cannot load'],
    ['empty', 'TypeError', 'exports no handler'],
    ['missing', 'Error', 'Cannot find module'],
  ])('says why its bundle does not load: %s', async (file, errorType, text) => {
    const error = await failure(pool({ file }), 'tell');

    expect(error).toMatchObject({ errorType });
    expect((error as { errorMessage: string }).errorMessage).toContain(text);
  });
});

describe('closing', () => {
  it('waits for what is under way and takes nothing new', async () => {
    const made = pool();
    const going = ask(made, { act: 'wait', cell: 1 });

    const closed = made.close();
    const late = await failure(made, 'tell');
    await closed;

    expect(await going).toMatchObject({ cell: 1 });
    expect(late).toMatchObject({ errorType: 'Runtime.Stopped' });
  });
});
