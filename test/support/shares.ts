import { fork } from 'node:child_process';

/** A range of numbered pieces of work. */
interface Range {
  readonly from: number;
  /** The first that is no part of it. */
  readonly to: number;
}

/** Cuts work into equal parts of whole rounds, one for each process. */
export function sharesOf<Whole extends Range>(
  whole: Whole,
  processes: number,
  round = 1,
): readonly Whole[] {
  const size = Math.ceil((whole.to - whole.from) / processes / round) * round;
  return Array.from({ length: processes }, (_, index) => ({
    ...whole,
    from: Math.min(whole.from + index * size, whole.to),
    to: Math.min(whole.from + (index + 1) * size, whole.to),
  })).filter(({ from, to }) => from < to);
}

/** Has a program carry out a share in a process of its own; the program gets it as JSON and sends one message back. */
export async function inChild(program: URL, share: object): Promise<unknown> {
  const child = fork(program, [JSON.stringify(share)]);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a process ended with ${code} and no message`)));
  });
}
