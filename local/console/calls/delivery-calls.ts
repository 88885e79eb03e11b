import type { SimResendRequest } from '../../veriff/control.ts';
import { type Call, cliOf, pathOf, setWords } from './call.ts';

/** Sends a webhook again: the same bytes, or edited ones that are signed anew. */
export function resendCall(delivery: string, request: SimResendRequest = {}): Call {
  const { set, sign, ...others } = request;
  const edits = setWords(set);
  const known = Object.keys(others).length === 0;
  const signing = sign === undefined ? [] : ['--sign', sign];
  return {
    does: known && edits.length === 0 ? 'resend' : 'edit and resend',
    method: 'POST',
    path: pathOf(['_sim', 'deliveries', delivery, 'resend']),
    body: request,
    ...(known && { cli: cliOf('sim', 'resend', delivery, ...edits, ...signing) }),
  };
}
