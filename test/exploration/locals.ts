import type { EpochMs } from '../../shared/domain/ids.ts';
import type { Answer, Call } from './calls.ts';
import type { Interner } from './interner.ts';
import {
  type Answered,
  type Ending,
  type Program,
  type Standing,
  standingOf,
} from './invocations.ts';

/** An invocation under way: what it is, and all that it was answered so far. */
interface Course {
  readonly program: Program;
  readonly startedAt: EpochMs;
  readonly answers: readonly Answered[];
}

/** Where a course has come to. */
export interface Local {
  readonly course: Course;
  readonly surplus: number;
  /** Its next call and the number of it, or its end. */
  readonly call?: { readonly number: number; readonly call: Call };
  readonly ending?: Ending;
}

/** Invocations by number. Numbers 0 and 1 stand for none. */
export interface Locals {
  readonly start: (program: Program, now: EpochMs) => Promise<number>;
  readonly resume: (local: number, answer: number, now: EpochMs) => Promise<number>;
  readonly at: (local: number) => Local;
  readonly size: () => number;
}

const FIRST = 2;

/** Runs each course once and remembers where it came to; states share it. */
export function localsOf(calls: Interner<Call | undefined>, answers: Interner<Answer>): Locals {
  const known = new Map<string, number>();
  const locals: Local[] = [];

  function localOf(course: Course, { next, surplus }: Standing): Local {
    return 'to' in next
      ? { course, surplus, call: { number: calls.idOf(next), call: next } }
      : { course, surplus, ending: next };
  }

  async function numberOf(key: string, course: () => Course): Promise<number> {
    const number = known.get(key);
    if (number !== undefined) return number;
    const { program, startedAt, answers: given } = course();
    const standing = await standingOf(program, startedAt, given);
    const added = locals.push(localOf(course(), standing)) - 1 + FIRST;
    known.set(key, added);
    return added;
  }

  function at(local: number): Local {
    const found = locals[local - FIRST];
    if (found === undefined) throw new RangeError(`no invocation has the number ${local}`);
    return found;
  }

  return {
    start: async (program, now) =>
      numberOf(`${JSON.stringify(program)} ${now}`, () => ({
        program,
        startedAt: now,
        answers: [],
      })),
    resume: async (local, answer, now) =>
      numberOf(`${local} ${answer} ${now}`, () => {
        const { course } = at(local);
        const given = { answer: answers.valueOf(answer), at: now };
        return { ...course, answers: [...course.answers, given] };
      }),
    at,
    size: () => locals.length,
  };
}
