import { Hono } from 'hono';
import type { SimPlayAction } from '../control.ts';
import { isCountry } from '../countries.ts';
import { DOCUMENT_TYPES } from '../create-request.ts';
import { readBody } from '../http-body.ts';
import type { Env, Incoming } from '../incoming.ts';
import { isRecord, type JsonObject, parseJson } from '../json.ts';
import { isReasonCode } from '../reasons.ts';
import { currentAttempt, type Session, type ShownDocument } from '../session.ts';
import type { Command } from '../sessions.ts';
import { unknownName } from '../suggest.ts';
import { sessionOfToken } from '../token.ts';
import type { VeriffParts } from '../veriff-operations.ts';
import { CONTENT_POLICY, mistakeHtml } from './frame.ts';
import { hostedPageHtml } from './page.ts';
import { spoken } from './texts.ts';

/** What the buttons of the page may do. */
const PAGE_ACTIONS: readonly SimPlayAction[] = [
  'start',
  'submit',
  'approve',
  'decline',
  'resubmit',
  'review',
];
const OUTCOMES: readonly string[] = ['approve', 'decline', 'resubmit', 'review', 'later'];

/** No X-Frame-Options and no frame-ancestors: the page has to open in other people's frames and web views. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': CONTENT_POLICY,
};

/** The end user's page under /v/<token>. The token is the key: who has the address may play. */
export function hostedPage(parts: VeriffParts): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/v/:token', (c) => {
    const { status, html } = page(c, parts);
    return c.html(html, status, HEADERS);
  });
  app.post('/v/:token/actions', async (c) => {
    const session = sessionOf(c, parts);
    if (session === undefined) return c.json({ message: 'This link leads nowhere.' }, 404);
    const command = await readCommand(c);
    if (command === undefined) return c.json({ message: 'The page cannot do that.' }, 400);
    const acted = parts.veriff.act(session.id, command, 'enduser');
    if (!acted.ok) return c.json({ message: 'The session has moved on meanwhile.' }, 409);
    return c.json(outcomeOf(acted.session));
  });
  return app;
}

function page(
  c: Incoming,
  parts: VeriffParts,
): { readonly status: 200 | 400 | 404; readonly html: string } {
  const { lang, decide } = c.req.query();
  const language = spoken(lang === '' ? undefined : lang);
  const session = sessionOf(c, parts);
  if (session === undefined) {
    const why = 'It was mistyped, or made by another simulator or another data folder.';
    return { status: 404, html: mistakeHtml(language, 'This link leads nowhere', why) };
  }
  if (decide !== undefined && !OUTCOMES.includes(decide)) {
    const why = `?decide=${decide}: ${unknownName('outcome', decide, OUTCOMES)}`;
    return { status: 400, html: mistakeHtml(language, 'This link cannot be played', why) };
  }
  const html = hostedPageHtml({
    session,
    integration: parts.integration,
    actionsUrl: `/v/${c.req.param('token') ?? ''}/actions`,
    spoken: language,
    ...(decide === undefined ? {} : { decide }),
  });
  return { status: 200, html };
}

function sessionOf(c: Incoming, parts: VeriffParts): Session | undefined {
  const id = sessionOfToken(parts.tokenKey, c.req.param('token') ?? '');
  return id === undefined ? undefined : parts.store.session(id);
}

/** What the page is told: the state, and why, where the user has to know. */
function outcomeOf(session: Session): JsonObject {
  const { status, decision } = currentAttempt(session);
  return { status, reason: decision?.reason ?? null };
}

async function readCommand(c: Incoming): Promise<Command | undefined> {
  const body = await readBody(c);
  const parsed = parseJson(body?.toString('utf8') ?? '');
  const { action: name, reasonCode, document } = isRecord(parsed) ? parsed : {};
  const action = PAGE_ACTIONS.find((each) => each === name);
  if (action === undefined) return undefined;
  const command = withReason({ action, channel: 'flow' }, reasonCode);
  if (document === undefined) return command;
  const shown = shownDocument(document);
  return command && shown && { ...command, document: shown };
}

function withReason(command: Command, reasonCode: unknown): Command | undefined {
  if (reasonCode === undefined) return command;
  return isReasonCode(reasonCode) ? { ...command, reasonCode } : undefined;
}

function shownDocument(value: unknown): ShownDocument | undefined {
  const { type, country } = isRecord(value) ? value : {};
  const known = DOCUMENT_TYPES.find((each) => each === type);
  if (known === undefined || typeof country !== 'string' || !isCountry(country)) return undefined;
  return { type: known, country };
}
