import { ChoiceError } from '../choices.ts';

/** How many requests come through; what is over is answered 429. API Gateway holds it as well as it can, not to the request. */
export interface Throttle {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** The throttle itself. Throws a `ChoiceError` for one that lets nothing through: to close an API is another choice. */
export function checkedThrottle(where: string, throttle: Throttle): Throttle {
  const { rate, burst } = throttle;
  if (rate > 0 && Number.isFinite(rate) && Number.isInteger(burst) && burst > 0) return throttle;
  throw new ChoiceError(
    `${where}: rate ${rate} and burst ${burst} let nothing through. Give requests a second and at once, above 0; closed closes the API.`,
  );
}
