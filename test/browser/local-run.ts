import type { Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Stack } from '../../local/stack.ts';
import { people, running } from '../local/running.ts';
import type { Visit } from './browser.ts';
import { type Hands, handsOn } from './hands.ts';

export const DESK = { width: 1280, height: 900 };

/** A run need not serve an OpenAPI document; the page then says so. */
export const NO_DOCUMENT = / 404 .*\/openapi\.json/;

/** The local run of a file of tests, and the people around it who use HTTP. */
export interface LocalRun {
  readonly stack: Stack;
  readonly at: ReturnType<typeof people>;
}

/** One for all tests of a file. */
export function localRun(): () => LocalRun {
  let run: LocalRun | undefined;
  beforeAll(async () => {
    const stack = await running();
    run = { stack, at: people(stack) };
  });
  afterAll(async () => run?.stack.close());
  return () => {
    if (run === undefined) throw new Error('the local run has not been started');
    return run;
  };
}

/** One for a single test, with nothing in it. */
export async function freshRun(): Promise<LocalRun> {
  const stack = await running();
  onTestFinished(async () => stack.close());
  return { stack, at: people(stack) };
}

/** Somebody at the console. */
export interface Reader extends Hands {
  readonly page: Page;
  go(path: string): Promise<void>;
}

export async function readerOf(
  { stack }: LocalRun,
  open: (visit: Visit) => Promise<Page>,
  visit: Visit = {},
): Promise<Reader> {
  const page = await open({ viewport: DESK, ...visit });
  return {
    ...handsOn(page),
    page,
    go: async (path) => void (await page.goto(`${stack.consoleUrl}${path}`)),
  };
}
