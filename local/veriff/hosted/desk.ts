import { DEFAULT_DECLINE, DEFAULT_RESUBMISSION, reasonChoices } from '../reasons.ts';
import { currentAttempt, type Session } from '../session.ts';
import { button, select } from './elements.ts';

type Plan = 'standard' | 'essential';

interface Choice {
  readonly label: string;
  /** What Veriff sends, and when. */
  readonly sends: string;
  readonly reason?: string;
}

/** The simulator's own screen, in English: on it the user of this program plays Veriff's reviewer. */
export function deskHtml(session: Session, plan: Plan): string {
  const choices = Object.entries(choicesFor(session, plan)).map(([name, choice]) =>
    choiceHtml(name, choice),
  );
  return `<div class="desk" lang="en"><h2>Reviewer's desk</h2>
<p>The simulator's part: you are Veriff's reviewer. What came of it?</p>
${choices.join('\n')}</div>`;
}

function choicesFor(session: Session, plan: Plan): Readonly<Record<string, Choice>> {
  const sent = (status: string, code: number): string =>
    plan === 'essential' ? `full-auto ${status}` : `${status} ${code}`;
  const resubmission = sent('resubmission_requested', 9103);
  // Pictures that came by API: no screen has asked anybody to try again, so nothing is held back.
  const when =
    currentAttempt(session).uploaded === true
      ? 'at once'
      : 'in five minutes; never if the user tries again before';
  const review = { label: 'Send to review', sends: `${sent('review', 9121)}, at once` };
  return {
    approve: { label: 'Approve', sends: `${sent('approved', 9001)}, at once` },
    decline: {
      label: 'Decline',
      sends: `${sent('declined', 9102)}, at once`,
      reason: reasons('decline', 'declined', DEFAULT_DECLINE),
    },
    resubmit: {
      label: 'Ask to resubmit',
      sends: `${resubmission}, ${when}`,
      reason: reasons('resubmit', 'resubmission_requested', DEFAULT_RESUBMISSION),
    },
    ...(session.status === 'review' ? {} : { review }),
    later: { label: 'Decide later', sends: 'nothing now; this link opens the desk again' },
  };
}

function choiceHtml(name: string, { label, sends, reason = '' }: Choice): string {
  const style = name === 'approve' ? { style: 'main' } : {};
  return `<div class="choice">${reason}
${button(`outcome-${name}`, label, { ...style, describedBy: `sends-${name}` })}
<p class="small" id="sends-${name}">Veriff sends ${sends}.</p></div>`;
}

function reasons(
  name: string,
  status: 'declined' | 'resubmission_requested',
  usual: number,
): string {
  const of = reasonChoices(status).map(
    ({ code, text }) => [String(code), `${code} ${text}`] as const,
  );
  return select(`${name}-reason`, `Reason to ${name}`, { of, chosen: String(usual) });
}
