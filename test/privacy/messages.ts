import { fixture } from '../adapters/veriff/vectors.ts';
import { hmac, reply, type Step } from '../support/veriff-server.ts';
import { type Encoding, personalData } from './canaries.ts';
import { END_USER, REASON, VENDOR_DATA } from './cells.ts';
import { SESSION_URL, SHARED_SECRET, TOKEN } from './secrets.ts';

type Body = Readonly<Record<string, unknown>>;

const read = (name: string): Body => JSON.parse(fixture(name).toString('utf8')) as Body;
const ours = { vendorData: VENDOR_DATA, endUserId: END_USER };

/** A decision of the fixtures about a session, with a canary in everything personal. */
export function decisionBody(name: string, id: string, encoding: Encoding): Body {
  const body = read(`decision-${name}`);
  const { address = {}, comments, riskLabels, technicalData, ...data } = personalData(encoding);
  const verification = {
    ...(body['verification'] as Body),
    ...data,
    ...ours,
    id,
    reason: REASON,
    person: { ...data['person'], addresses: [{ ...address, parsedAddress: address }] },
    comments: [comments],
    riskLabels: [riskLabels],
  };
  return { ...body, technicalData, verification };
}

function fullAutoBody(id: string, encoding: Encoding): Body {
  const body = read('fullauto-approved');
  const { person = {}, document = {}, insights, ...more } = personalData(encoding);
  const extracted = (group: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(group).map(([key, value]) => [key, { confidenceCategory: 'high', value }]),
    );
  const verification = {
    decision: 'approved',
    decisionScore: 0.97,
    person: extracted(person),
    document: extracted(document),
    insights: [insights],
    ...more,
  };
  return { ...body, ...ours, sessionId: id, data: { verification } };
}

/** One webhook of every kind that Veriff sends, and of kinds that nobody knows, with canaries wherever people are. */
export function everyWebhook(id: string, encoding: Encoding): ReadonlyMap<string, Body> {
  const data = personalData(encoding);
  const event = { ...ours, ...data, id, attemptId: 'a-1', feature: 'selfid' };
  const about = { ...ours, ...data, sessionId: id, attemptId: 'a-1' };
  return new Map<string, Body>([
    ['started', { ...event, code: 7001, action: 'started' }],
    ['submitted', { ...event, code: 7002, action: 'submitted' }],
    ['another event', { ...event, code: 7008, action: 'flow_cancelled' }],
    ['watchlist', { ...about, checkType: 'initial_result', hits: [data['watchlist']] }],
    ['user status', { ...about, eventType: 'user-status.created', data: { verification: data } }],
    ['proof of address', { ...event, addressId: 'b-1', code: 7005, action: 'submitted' }],
    ['resubmission', decisionBody('resubmission-requested', id, encoding)],
    ['of no known kind', { ...about, kind: data }],
    ['a contradiction', contradiction(id, encoding)],
    ['declined', decisionBody('declined', id, encoding)],
    ['full auto', fullAutoBody(id, encoding)],
    ['expired', decisionBody('expired', id, encoding)],
    ['approved', decisionBody('approved', id, encoding)],
    ['no verification', { ...read('decision-null'), ...data }],
  ]);
}

function contradiction(id: string, encoding: Encoding): Body {
  const body = decisionBody('approved', id, encoding);
  return { ...body, verification: { ...(body['verification'] as Body), code: 9102 } };
}

/** Bodies that are rightly signed and cannot be read. */
export function unreadable(encoding: Encoding): ReadonlyMap<string, string | Uint8Array> {
  const text = JSON.stringify(personalData(encoding));
  return new Map<string, string | Uint8Array>([
    ['cut', text.slice(0, -1)],
    ['no JSON', `<html>${text}</html>`],
    ['not UTF-8', Buffer.concat([Buffer.from(text), Buffer.from([0xff])])],
    ['a key twice', `{"verification":${text},"verification":${text}}`],
    ['too deep', `${'['.repeat(40)}${text}${']'.repeat(40)}`],
    ['a list', `[${text}]`],
  ]);
}

/** The body of a create with a canary in everything personal that it may name. */
export function createBody(encoding: Encoding): string {
  const { person, address, document } = personalData(encoding);
  const verification = { person, address, document, ...ours, consents: [person] };
  return JSON.stringify({ verification });
}

/** Veriff's 201, signed, with a link that is a canary. */
export function created(id: string): Step {
  const verification = { id, url: SESSION_URL, host: 'https://alchemy.veriff.com', ...ours };
  const body = { status: 'success', verification: { ...verification, sessionToken: TOKEN } };
  return signed(201, JSON.stringify(body));
}

/** An answer of Veriff's with its signature. */
export function signed(status: number, body: string, headers = {}): Step {
  return reply(status, body, { secret: SHARED_SECRET, headers });
}

/** Everything that Veriff can answer instead of what was asked for, each with the people of the request in it. */
export function echoes(encoding: Encoding): ReadonlyMap<string, Step> {
  const people = personalData(encoding);
  const text = JSON.stringify(people);
  const fail = JSON.stringify({ status: 'fail', code: '1104', message: text, ...people });
  return new Map<string, Step>([
    ['400', signed(400, fail)],
    ['401', signed(401, fail)],
    ['403', signed(403, fail)],
    ['404', signed(404, fail)],
    ['409', signed(409, fail)],
    ['429', signed(429, fail, { 'retry-after': '60' })],
    ['500', signed(500, fail)],
    ['503 of a proxy', reply(503, `<html>${text}</html>`)],
    ['504 of a proxy', reply(504, text)],
    [
      'a redirect',
      reply(302, text, {
        headers: { location: `https://a.example/?q=${encodeURIComponent(text)}` },
      }),
    ],
    ['another shape', signed(200, text)],
    ['201 of another shape', signed(201, text)],
    ['a wrong signature', reply(200, text, { headers: { 'x-hmac-signature': hmac('x', text) } })],
    ['half of it', reply(200, text.slice(0, -9), { secret: SHARED_SECRET })],
    ['nothing', (response) => response.socket?.destroy()],
  ]);
}
