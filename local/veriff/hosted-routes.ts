import { Hono } from 'hono';
import type { SimPlayAction } from './control.ts';
import { hostedPageHtml, unknownTokenHtml } from './hosted-page.ts';
import { SCRIPT_HASH } from './hosted-script.ts';
import { readBody } from './http-body.ts';
import type { Env, Incoming } from './incoming.ts';
import { isRecord, parseJson } from './json.ts';
import { type Session } from './session.ts';
import { sessionOfToken } from './token.ts';
import type { VeriffParts } from './veriff-operations.ts';

/** What the buttons of the page may do. */
const PAGE_ACTIONS: readonly SimPlayAction[] = [
  'start',
  'submit',
  'approve',
  'decline',
  'resubmit',
  'review',
];
const DECISIONS: ReadonlySet<string> = new Set([
  'approve',
  'decline',
  'resubmit',
  'review',
  'later',
]);

/** No X-Frame-Options and no frame-ancestors: the page has to open in other people's frames and web views. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`,
};

/** The end user's page under /v/<token>. The token is the key: who has the address may play. */
export function hostedPage(parts: VeriffParts): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/v/:token', (c) => {
    const session = sessionOf(c, parts);
    return session === undefined
      ? c.html(unknownTokenHtml(), 404, HEADERS)
      : c.html(page(c, parts, session), 200, HEADERS);
  });
  app.post('/v/:token/actions', async (c) => {
    const session = sessionOf(c, parts);
    if (session === undefined) return c.json({ message: 'This link leads nowhere.' }, 404);
    const { action, reasonCode } = await readAction(c);
    if (action === undefined) return c.json({ message: 'The page cannot do that.' }, 400);
    const acted = parts.veriff.act(
      session.id,
      { action, channel: 'flow', ...(reasonCode === undefined ? {} : { reasonCode }) },
      'enduser',
    );
    return acted.ok
      ? c.json({ status: acted.session.status })
      : c.json({ message: 'The session has moved on meanwhile. Reload the page.' }, 409);
  });
  return app;
}

function page(c: Incoming, parts: VeriffParts, session: Session): string {
  const { lang, decide } = c.req.query();
  return hostedPageHtml({
    session,
    integrationName: parts.integration.name,
    actionsUrl: `/v/${c.req.param('token') ?? ''}/actions`,
    lang: lang !== undefined && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(lang) ? lang : 'en',
    ...(decide !== undefined && DECISIONS.has(decide) ? { decide } : {}),
  });
}

function sessionOf(c: Incoming, parts: VeriffParts): Session | undefined {
  const id = sessionOfToken(parts.tokenKey, c.req.param('token') ?? '');
  return id === undefined ? undefined : parts.store.session(id);
}

async function readAction(
  c: Incoming,
): Promise<{ readonly action: SimPlayAction | undefined; readonly reasonCode?: number }> {
  const body = await readBody(c);
  const parsed = parseJson(body?.toString('utf8') ?? '');
  const { action, reasonCode } = isRecord(parsed) ? parsed : {};
  return {
    action: PAGE_ACTIONS.find((each) => each === action),
    ...(typeof reasonCode === 'number' ? { reasonCode } : {}),
  };
}
