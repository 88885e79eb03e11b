import { sender } from '../../cli/http.ts';
import type { Stage } from '../../cli/scenario/world.ts';
import type { Target } from '../../cli/target.ts';
import { DEMONSTRATION } from '../../local/demonstration.ts';

/** A stage on a run, as `scenario run` makes it. */
export function stageOn(target: Target): Stage {
  return { target, send: sender(), apiKey: DEMONSTRATION.apiKey };
}
