import { HOSTED_SCRIPT, HOSTED_STYLE } from './hosted-script.ts';
import { escapeHtml } from './html.ts';
import { DEFAULT_DECLINE, DEFAULT_RESUBMISSION, reasonChoices } from './reasons.ts';
import { type Session } from './session.ts';
import { isOver } from './sessions.ts';

export interface PageView {
  readonly session: Session;
  /** Who asks for the verification. */
  readonly integrationName: string;
  /** Where the page posts what the user does. */
  readonly actionsUrl: string;
  readonly lang: string;
  /** `?decide=`: the page plays the whole way by itself. */
  readonly decide?: string;
}

type Screen = 'welcome' | 'desk' | 'over';

/** The end user's page: every screen is in it, the script shows one of them. */
export function hostedPageHtml(view: PageView): string {
  const { session } = view;
  const screen = firstScreen(session);
  const data = {
    screen,
    actions: view.actionsUrl,
    callback: session.request.callback ?? '',
    decide: view.decide ?? '',
    next: session.status === 'started' ? 'continue' : 'start',
  };
  const attributes = Object.entries(data).map(
    ([name, value]) => `data-${name}="${escapeHtml(value)}"`,
  );
  const screens = screen === 'over' ? overScreen(session) : openScreens(view);
  return frame(
    view.lang,
    `<main ${attributes.join(' ')}>
<p class="error" role="alert" data-testid="enduser-error" hidden></p>
${hideAllBut(screen, screens)}
${screen === 'over' ? '' : MENU}
</main>
<script>${HOSTED_SCRIPT}</script>`,
  );
}

export function unknownTokenHtml(): string {
  return frame(
    'en',
    `<main><h1 data-testid="enduser-unknown">This link leads nowhere</h1>
<p>No session has this address. It was mistyped, or made by another simulator or another data folder.</p></main>`,
  );
}

function frame(lang: string, content: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(lang)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Identity verification (simulator)</title><link rel="icon" href="data:,">
<style>${HOSTED_STYLE}</style></head>
<body><div class="notice" role="note">Simulator, nothing is verified</div>
${content}
</body></html>`;
}

function firstScreen(session: Session): Screen {
  if (isOver(session)) return 'over';
  return session.status === 'submitted' || session.status === 'review' ? 'desk' : 'welcome';
}

function hideAllBut(screen: Screen, sections: string): string {
  return sections.replaceAll(
    /<section data-screen-name="([a-z]+)">/g,
    (whole: string, name: string) =>
      name === screen ? whole : `<section data-screen-name="${name}" hidden>`,
  );
}

function section(name: string, title: string, content: string): string {
  return `<section data-screen-name="${name}"><h1 tabindex="-1">${title}</h1>\n${content}</section>`;
}

function button(testId: string, label: string, more = ''): string {
  return `<button type="button" data-testid="${testId}" ${more}>${label}</button>`;
}

function close(testId: string): string {
  return button(testId, 'Close', 'data-close');
}

function openScreens(view: PageView): string {
  return [
    welcomeScreen(view),
    ...captureScreens(view.session),
    deskScreen(view.session),
    ...lastScreens(view.session),
  ].join('\n');
}

function welcomeScreen(view: PageView): string {
  const again = view.session.status === 'resubmission_requested';
  return section(
    'welcome',
    again ? 'Please try once more' : 'Verify your identity',
    `<p>${escapeHtml(view.integrationName)} asks you to verify your identity. Language: <span data-testid="enduser-lang">${escapeHtml(view.lang)}</span></p>
${button('enduser-start', again ? 'Try again' : 'Start', 'class="main"')}${close('enduser-close')}`,
  );
}

/** Nothing is captured: the drawings stand for pictures. */
function captureScreens(session: Session): readonly string[] {
  const { country, type } = session.request.document;
  return [
    section(
      'document',
      'Your document',
      `<p><span data-testid="enduser-document">${shown(type, 'PASSPORT')}</span> of <span data-testid="enduser-country">${shown(country, 'EE')}</span>, as the request says.</p>
${drawing('Front')}${drawing('Back')}
${button('enduser-document-next', 'Both are readable', 'class="main"')}${close('enduser-document-close')}`,
    ),
    section(
      'selfie',
      'A picture of you',
      `${drawing('Face')}${button('enduser-submit', 'Submit', 'class="main"')}${close('enduser-selfie-close')}`,
    ),
  ];
}

function shown(value: unknown, otherwise: string): string {
  return escapeHtml(typeof value === 'string' ? value : otherwise);
}

function lastScreens(session: Session): readonly string[] {
  const back = backLink(session);
  return [
    section(
      'resubmit',
      'Something was not readable',
      `${button('enduser-resubmit-now', 'Try again now', 'class="main"')}
<p class="small">Same address, new attempt; Veriff sends no webhook for the attempt before.</p>
${button('enduser-resubmit-later', 'Later')}<p class="small">Veriff sends resubmission_requested (9103) in five minutes.</p>`,
    ),
    section(
      'done',
      'Finished',
      `<p data-testid="enduser-done">You can close this page.</p>${back}`,
    ),
    section(
      'closed',
      'Closed',
      `<p data-testid="enduser-closed">You can come back by the same link until the seventh day.</p>${back}`,
    ),
    section(
      'away',
      'You walked away',
      '<p data-testid="enduser-away">If nobody comes back, Veriff sends 9104 on the seventh day.</p>',
    ),
  ];
}

/** The simulator's own screen: on it the user of this program plays Veriff's reviewer. */
function deskScreen(session: Session): string {
  const review = session.status === 'review';
  return section(
    'desk',
    review ? 'In review' : 'Submitted',
    `<div class="desk"><h2>Reviewer's desk (simulator)</h2>
${button('enduser-outcome-approve', 'Approve', 'class="main"')}${sends('approved', 9001)}
${reasonList('enduser-decline-reason', 'Reason of the decline', 'declined')}
${button('enduser-outcome-decline', 'Decline')}${sends('declined', 9102)}
${reasonList('enduser-resubmit-reason', 'Reason of the resubmission', 'resubmission_requested')}
${button('enduser-outcome-resubmit', 'Ask to resubmit')}<p class="small">Sends resubmission_requested (9103) in five minutes, or never if the user tries again before.</p>
${review ? '' : button('enduser-outcome-review', 'Send to review') + sends('review', 9121)}
${button('enduser-outcome-later', 'Decide later')}<p class="small">Sends nothing now; come back by the same link, or use the control API.</p></div>`,
  );
}

function sends(status: string, code: number): string {
  return `<p class="small">Sends ${status} (${code}) at once.</p>`;
}

function reasonList(
  testId: string,
  label: string,
  status: 'declined' | 'resubmission_requested',
): string {
  const usual = status === 'declined' ? DEFAULT_DECLINE : DEFAULT_RESUBMISSION;
  const options = reasonChoices(status).map(
    ({ code, text }) =>
      `<option value="${code}"${code === usual ? ' selected' : ''}>${code} ${escapeHtml(text)}</option>`,
  );
  return `<select data-testid="${testId}" aria-label="${label}">${options.join('')}</select>`;
}

function overScreen(session: Session): string {
  const ended = session.status === 'expired' || session.status === 'abandoned';
  const text =
    ended || session.deletedAt !== undefined
      ? `This session has ended (${session.status}).`
      : 'This session has a decision.';
  return section(
    'over',
    'Nothing more to do',
    `<p data-testid="enduser-over">${text}</p>${backLink(session)}`,
  );
}

function backLink(session: Session): string {
  const { callback } = session.request;
  return callback === undefined
    ? ''
    : `<a class="button" data-testid="enduser-back" href="${escapeHtml(callback)}" target="_top">Back</a>`;
}

function drawing(label: string): string {
  return `<svg role="img" aria-label="${label}, drawn placeholder" viewBox="0 0 160 100"><rect x="10" y="8" width="140" height="84" rx="8" fill="none" stroke="currentColor" stroke-dasharray="5 4"/><circle cx="48" cy="44" r="14" fill="none" stroke="currentColor"/><path d="M28 76q20-22 40 0M84 40h50M84 54h50M84 68h32" fill="none" stroke="currentColor"/><text x="152" y="98" font-size="8" text-anchor="end" fill="currentColor">${label}</text></svg>`;
}

const MENU = `<details><summary data-testid="enduser-menu">Menu</summary>
${button('enduser-menu-reload', 'Reload the flow')}${button('enduser-menu-force-reload', 'Force reload')}${button('enduser-menu-walk-away', 'Walk away')}</details>`;
