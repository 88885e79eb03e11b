import type { SimResendRequest } from '../../local/veriff/control.ts';
import { unknownName } from '../../local/veriff/suggest.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { deliveryLine } from '../delivery.ts';
import { editsOf } from '../edits.ts';
import { usageError } from '../errors.ts';
import { show } from '../output.ts';

const KEYS = ['current', 'previous', 'original', 'none'] as const;

/** `sim resend`: the same bytes and signature, or an edited body that is signed anew. */
export async function resend(call: Call): Promise<void> {
  const request = requestOf(call);
  const { simulator } = connect(call);
  const { deliveries } = await simulator.resend(call.args[0] ?? '', request);
  show(call, { deliveries }, deliveries.map(deliveryLine));
}

function requestOf(call: Call): SimResendRequest {
  const set = editsOf(call.list('set'), call.typed);
  const typed = call.text('sign');
  const sign = KEYS.find((each) => each === typed);
  if (typed !== undefined && sign === undefined) {
    const wrong = unknownName(`key "${typed}"`, typed, KEYS);
    throw usageError(wrong, `${call.typed} ${call.args[0] ?? 'ID'} --sign current`);
  }
  return {
    ...(Object.keys(set).length > 0 && { set }),
    ...(sign !== undefined && { sign }),
  };
}
