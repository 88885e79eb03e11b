import { countryCodes } from '../countries.ts';
import { DOCUMENT_TYPES } from '../create-request.ts';
import { escapeHtml } from '../html.ts';
import {
  currentAttempt,
  documentOf,
  latestDecision,
  SESSION_LIFE_MS,
  type Session,
} from '../session.ts';
import { isOver } from '../sessions.ts';
import { isoTime, millis } from '../times.ts';
import { deskHtml } from './desk.ts';
import { drawing, tick } from './drawings.ts';
import { button, screen, select } from './elements.ts';
import { frame, type PageData } from './frame.ts';
import type { Spoken, Texts } from './texts.ts';

export interface PageView {
  readonly session: Session;
  /** Who asks for the verification. */
  readonly integration: { readonly name: string; readonly plan: 'standard' | 'essential' };
  /** Where the page posts what the user does. */
  readonly actionsUrl: string;
  readonly spoken: Spoken;
  /** `?decide=`: the page plays the whole way by itself. */
  readonly decide?: string;
}

/** The end user's page: every screen is in it, the script shows one of them. */
export function hostedPageHtml(view: PageView): string {
  const { session, spoken } = view;
  const { texts } = spoken;
  const first = firstScreen(session);
  const data: PageData = {
    first,
    actions: view.actionsUrl,
    callback: session.request.callback ?? '',
    decide: view.decide ?? '',
    opened: String(session.status === 'started'),
    moved: texts.moved,
    offline: texts.offline,
  };
  const screens = first === 'over' ? [overScreen(view)] : openScreens(view);
  return frame(spoken, {
    who: view.integration.name,
    data,
    content: [...screens, closedScreen(view)].join('\n'),
    ...(first === 'over' ? {} : { menu: MENU }),
  });
}

function firstScreen(session: Session): 'welcome' | 'desk' | 'over' {
  if (isOver(session)) return 'over';
  return session.status === 'submitted' || session.status === 'review' ? 'desk' : 'welcome';
}

function openScreens(view: PageView): readonly string[] {
  const { texts } = view.spoken;
  return [
    welcomeScreen(view),
    documentScreen(view),
    screen(
      'selfie',
      texts.selfie,
      `<p>${escapeHtml(texts.selfieHint)}</p>${drawing('face', texts.selfie)}
${button('submit', texts.submit, { style: 'main' })}`,
    ),
    screen(
      'desk',
      texts.thanks,
      `<p>${escapeHtml(texts.checking)}</p>${deskHtml(view.session, view.integration.plan)}`,
    ),
    resubmitScreen(texts),
    screen(
      'done',
      texts.done,
      `${tick()}<p data-testid="enduser-done">${escapeHtml(texts.doneHint)}</p>${onward(view)}`,
    ),
    awayScreen(view.session),
  ];
}

function welcomeScreen(view: PageView): string {
  const { session, spoken, integration } = view;
  const { texts, missing } = spoken;
  const again = session.status === 'resubmission_requested';
  const reason = latestDecision(session)?.decision.reason ?? '';
  const asks = again
    ? `<p>${escapeHtml(texts.reason)} <strong lang="en" data-testid="enduser-last-reason">${escapeHtml(reason)}</strong></p>`
    : `<p>${escapeHtml(texts.asks.replace('{who}', integration.name))}</p>`;
  const lacks =
    missing === undefined
      ? ''
      : ` <span lang="en">(the simulator does not speak ${escapeHtml(missing)})</span>`;
  return screen(
    'welcome',
    again ? texts.again : texts.welcome,
    `${asks}
<ol>${texts.steps.map((step) => `<li>${escapeHtml(step)}</li>`).join('')}</ol>
<p class="small"><span data-testid="enduser-lang">${escapeHtml(texts.language)}</span>${lacks}</p>
${button('start', texts.start, { style: 'main' })}`,
  );
}

/** Country and type as the request says; what the user chooses is what an approval then says. */
function documentScreen({ session, spoken }: PageView): string {
  const { locale, texts } = spoken;
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const shown = documentOf(session, currentAttempt(session));
  const countries = countryCodes()
    .map((country) => [country, names.of(country) ?? country] as const)
    .toSorted(([, left], [, right]) => left.localeCompare(right, locale));
  const types = DOCUMENT_TYPES.map((type) => [type, texts.types[type]] as const);
  return screen(
    'document',
    texts.document,
    `${select('country', texts.country, { of: countries, chosen: shown.country })}
${select('type', texts.type, { of: types, chosen: shown.type })}
<div class="pictures">${drawing('front', texts.front)}${drawing('back', texts.back)}</div>
${button('document-next', texts.next, { style: 'main' })}`,
  );
}

function resubmitScreen(texts: Texts): string {
  return screen(
    'resubmit',
    texts.resubmit,
    `<p><strong lang="en" data-testid="enduser-reason"></strong></p>
${button('resubmit-now', texts.tryNow, { style: 'main', describedBy: 'now-sends' })}
<p class="small" lang="en" id="now-sends">Simulator: the same link, a new attempt; Veriff sends no webhook for this one.</p>
${button('resubmit-later', texts.later, { describedBy: 'later-sends' })}
<p class="small" lang="en" id="later-sends">Simulator: Veriff sends resubmission_requested in five minutes.</p>`,
  );
}

function closedScreen(view: PageView): string {
  const { session, spoken } = view;
  const until = new Intl.DateTimeFormat(spoken.locale, { dateStyle: 'long', timeZone: 'UTC' });
  const comeBack = spoken.texts.comeBack.replace('{date}', until.format(endOf(session)));
  const text = isOver(session) ? spoken.texts.doneHint : comeBack;
  return screen(
    'closed',
    spoken.texts.closed,
    `<p data-testid="enduser-closed">${escapeHtml(text)}</p>${onward(view)}`,
  );
}

function awayScreen(session: Session): string {
  return screen(
    'away',
    'You walked away',
    `<p lang="en" data-testid="enduser-away">Simulator: nobody was told. If nobody comes back, Veriff ends this session at ${isoTime(endOf(session))}: as abandoned (9104) if it was started, else as expired (9104).</p>`,
  );
}

function overScreen(view: PageView): string {
  const { session, spoken } = view;
  const decided = session.status === 'approved' || session.status === 'declined';
  const text =
    decided && session.deletedAt === undefined ? spoken.texts.decided : spoken.texts.ended;
  return screen(
    'over',
    spoken.texts.over,
    `<p data-testid="enduser-over">${escapeHtml(text)}</p>${onward(view)}`,
  );
}

/** For whom the script does not take there: the way back to whoever asked. */
function onward({ session, spoken }: PageView): string {
  const { callback } = session.request;
  return callback === undefined
    ? ''
    : `<a class="button" data-testid="enduser-back" href="${escapeHtml(callback)}" target="_top">${escapeHtml(spoken.texts.goOn)}</a>`;
}

function endOf(session: Session): number {
  return millis(session.createdAt) + SESSION_LIFE_MS;
}

const MENU = `<button type="button" data-testid="enduser-menu" popovertarget="menu">Menu</button>
<div id="menu" popover>
${button('menu-reload', 'Reload the flow')}
${button('menu-force-reload', 'Force reload')}
${button('menu-walk-away', 'Walk away')}</div>`;
