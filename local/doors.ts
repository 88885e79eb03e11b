import type { RequestListener } from 'node:http';
import { type Listening, listen } from './listen.ts';
import { sendProblem } from './problem.ts';

/** A port that is held from the start and served when what is behind it is ready; until then it answers 503. */
export interface Door extends Listening {
  serve(listener: RequestListener): void;
}

const notYet: RequestListener = (request, response) => {
  request.resume();
  sendProblem(response, 'unavailable', { detail: 'The run is starting.' });
};

/** Takes the port; `variable` is named in the error when it is taken. */
export async function openDoor(port: number, variable: string): Promise<Door> {
  let served = notYet;
  const listening = await listen((request, response) => served(request, response), port, variable);
  return {
    ...listening,
    serve: (listener) => {
      served = listener;
    },
  };
}
