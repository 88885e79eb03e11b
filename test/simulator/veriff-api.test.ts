import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hmacSignature, legacySignature } from '../../local/veriff/signature.ts';
import { INTEGRATION, type Rig, startRig, type Wire } from './rig.ts';

const ID = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';
/** `401 1818`: status and code of an error in Veriff's shape. */
const refusal = async (answer: Response): Promise<string> => {
  const { status, code } = await json(answer);
  return status === 'fail' ? `${answer.status} ${code}` : 'no error';
};
const json = async (answer: Response): Promise<Wire> => (await answer.json()) as Wire;

describe('POST /v1/sessions', () => {
  it('answers 201 with both families of signature over the exact bytes', async () => {
    const rig = await startRig();

    const answer = await rig.veriff('POST /v1/sessions', {
      verification: { vendorData: 'cust-0001' },
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const body = JSON.parse(bytes.toString()) as Wire;

    expect(answer.status).toBe(201);
    expect(body).toMatchObject({
      status: 'success',
      verification: { status: 'created', vendorData: 'cust-0001', endUserId: null },
    });
    expect(body.verification?.url).toBe(
      `${rig.simulator.url}/v/${body.verification?.sessionToken}`,
    );
    const signature = hmacSignature(INTEGRATION.sharedSecret, bytes);
    expect(answer.headers.get('x-hmac-signature')).toBe(signature);
    expect(answer.headers.get('vrf-hmac-signature')).toBe(signature);
    expect(answer.headers.get('x-auth-client')).toBe(INTEGRATION.apiKey);
    expect(answer.headers.get('vrf-auth-client')).toBe(INTEGRATION.apiKey);
    expect(answer.headers.get('vrf-integration-id')).toBe(INTEGRATION.id);
  });

  it('needs no signature, takes a right one and refuses a wrong one', async () => {
    const rig = await startRig();
    const body = readFileSync(
      new URL('../fixtures/veriff/published-vector.json', import.meta.url),
      'utf8',
    );
    const post = async (headers: Record<string, string>): Promise<Response> =>
      fetch(`${rig.simulator.url}/v1/sessions`, {
        method: 'POST',
        body,
        headers: { 'x-auth-client': INTEGRATION.apiKey, ...headers },
      });

    const unsigned = await post({});
    const signed = await post({
      'x-hmac-signature': hmacSignature(INTEGRATION.sharedSecret, body),
    });
    const wrong = await post({ 'x-hmac-signature': hmacSignature('other', body) });
    const legacy = await post({ 'x-signature': legacySignature(INTEGRATION.sharedSecret, body) });

    expect([unsigned.status, signed.status, legacy.status]).toStrictEqual([201, 201, 201]);
    expect([wrong.status, (await json(wrong)).code]).toStrictEqual([401, '1819']);
    const text = await legacy.text();
    expect(legacy.headers.get('x-signature')).toBe(legacySignature(INTEGRATION.sharedSecret, text));
    expect(legacy.headers.get('x-hmac-signature')).toBeNull();
  });

  it('lets a browser of any origin create a session, as the JS SDK does', async () => {
    const rig = await startRig();
    const asked = 'content-type,vrf-integration-id,x-auth-client,x-origin';

    const preflight = await fetch(`${rig.simulator.url}/v1/sessions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    });
    const answer = await rig.veriff(
      'POST /v1/sessions',
      { verification: {} },
      { origin: 'https://shop.example' },
    );

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const allowed = preflight.headers.get('access-control-allow-headers')?.split(', ') ?? [];
    expect(allowed).toStrictEqual(expect.arrayContaining(asked.split(',')));
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['no body', '', '400 1102'],
    ['no JSON', '{"verification":', '400 1104'],
    ['a callback over http', '{"verification":{"callback":"http://a.example"}}', '400 1302'],
    ['more than one megabyte', `{"verification":{"x":"${'x'.repeat(1024 * 1024)}"}}`, '413 413'],
  ])('refuses %s', async (_what, body, expected) => {
    const rig = await startRig();

    const answer = await rig.veriff('POST /v1/sessions', body);

    expect(await refusal(answer)).toBe(expected);
  });

  it.each([
    ['no API key', { 'x-auth-client': '' }, '1801'],
    ['an API key that is no UUID', { 'x-auth-client': 'secret' }, '1802'],
    ['an API key of nobody', { 'x-auth-client': ID }, '1803'],
    ['a signature that is no digest', { 'x-hmac-signature': 'abc' }, '1812'],
  ])('answers 401 to %s', async (_what, headers, code) => {
    const rig = await startRig();

    const answer = await rig.veriff('POST /v1/sessions', { verification: {} }, headers);

    expect([answer.status, (await json(answer)).code]).toStrictEqual([401, code]);
  });
});

describe('GET decision', () => {
  it('is verification null until there is a decision, then what the webhook said, byte for byte', async () => {
    const rig = await startRig();
    const id = await rig.create({ vendorData: 'cust-0001' });
    expect(await rig.decision(id)).toStrictEqual({ status: 'success', verification: null });
    await rig.play(id, 'start', 'submit');
    expect(await rig.decision(id)).toStrictEqual({ status: 'success', verification: null });

    await rig.play(id, 'approve');
    const answer = await rig.veriff(`GET /v1/sessions/${id}/decision`);

    expect(await answer.text()).toBe(rig.receiver.received.at(-1)?.text);
  });

  it.each([
    ['an unknown session', { id: ID }, '404 404'],
    ['a wrong signature', { id: ID, 'x-hmac-signature': hmacSignature('other', ID) }, '401 1818'],
    ['an empty signature', { id: ID, 'x-hmac-signature': '' }, '401 1812'],
    ['a short id', { id: 'abc' }, '400 1001'],
    ['an id that is no UUID', { id: 'x'.repeat(36) }, '400 1002'],
    ['a UUID of another version', { id: 'a6f7bb1a-5b69-1517-9b6a-95224ada1067' }, '400 1002'],
  ])('refuses %s', async (_what, { id, ...headers }, expected) => {
    const rig = await startRig();

    const answer = await rig.veriff(`GET /v1/sessions/${id}/decision`, undefined, headers);

    expect(await refusal(answer)).toBe(expected);
  });

  it('accepts either secret of a rotation, and the legacy hash in kind', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const get = async (headers: Record<string, string>): Promise<Response> =>
      fetch(`${rig.simulator.url}/v1/sessions/${id}/decision`, {
        headers: { 'x-auth-client': INTEGRATION.apiKey, ...headers },
      });

    const previous = await get({
      'x-hmac-signature': hmacSignature(INTEGRATION.previousSharedSecret, id),
    });
    const upper = await get({
      'x-hmac-signature': hmacSignature(INTEGRATION.sharedSecret, id).toUpperCase(),
    });
    const legacy = await get({ 'x-signature': legacySignature(INTEGRATION.sharedSecret, id) });
    const wrong = await get({ 'x-signature': legacySignature('other', id) });

    expect([previous.status, upper.status, legacy.status]).toStrictEqual([200, 200, 200]);
    expect(legacy.headers.get('x-signature')).not.toBeNull();
    expect((await json(wrong)).code).toBe('1813');
  });
});

describe('PATCH', () => {
  it('submits what was created or started, and nothing else', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const patch = async (body: object): Promise<Response> =>
      rig.veriff(`PATCH /v1/sessions/${id}`, body);

    const wrong = await patch({ verification: { status: 'approved' } });
    const empty = await patch({});
    const done = await patch({ verification: { status: 'submitted', frontState: 'done' } });
    const again = await patch({ verification: { status: 'submitted' } });

    expect([wrong.status, (await json(wrong)).code]).toStrictEqual([400, '1303']);
    expect([empty.status, (await json(empty)).code]).toStrictEqual([400, '1102']);
    expect([done.status, (await json(done)).verification?.status]).toStrictEqual([
      200,
      'submitted',
    ]);
    expect([again.status, (await json(again)).code]).toStrictEqual([409, '1304']);
  });

  it('refuses a body that was signed in another spelling', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const spaced = hmacSignature(
      INTEGRATION.sharedSecret,
      '{ "verification": { "status": "submitted" } }',
    );

    const answer = await rig.veriff(
      `PATCH /v1/sessions/${id}`,
      { verification: { status: 'submitted' } },
      { 'x-hmac-signature': spaced },
    );

    expect((await json(answer)).code).toBe('1819');
  });
});

const erase = async (rig: Rig, id: string): Promise<number> =>
  (await rig.veriff(`DELETE /v1/sessions/${id}`)).status;

describe('DELETE', () => {
  it('takes the session away and keeps nothing about a person', async () => {
    const rig = await startRig();
    const id = await rig.create({
      person: { firstName: 'Ada', lastName: 'Lovelace' },
      vendorData: 'cust-9',
    });
    await rig.play(id, 'start', 'submit', 'approve');

    const answer = await rig.veriff(`DELETE /v1/sessions/${id}`);

    expect(await answer.json()).toStrictEqual({ status: 'success', verification: { id } });
    expect((await rig.veriff(`GET /v1/sessions/${id}/decision`)).status).toBe(404);
    const { decisionBody, ...rest } = await rig.session(id);
    expect(JSON.stringify(rest)).not.toMatch(/Lovelace|cust-9/);
    expect(rest.deletedAt).toBeDefined();
    expect(JSON.stringify(decisionBody)).not.toMatch(/Lovelace|cust-9/);
  });

  it.each([
    [[], 'expired'],
    [['start'], 'abandoned'],
    [['start', 'submit', 'resubmit'], 'abandoned'],
  ] as const)('ends a session after %j first: %s', async (way, status) => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, ...way);

    expect(await erase(rig, id)).toBe(200);
    await rig.advance(0);

    expect(rig.receiver.received.at(-1)?.json?.verification).toMatchObject({ status, code: 9104 });
  });

  it('is refused while the session waits for its decision, and where it is not enabled', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, 'start', 'submit');
    const other = await startRig({ integration: { deleteEnabled: false } });
    const theirs = await other.create();

    expect(await erase(rig, id)).toBe(400);
    expect(await erase(other, theirs)).toBe(403);
  });

  it('allows five in an hour and ten in a day of the virtual clock', async () => {
    const rig = await startRig();
    const some = async (count: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let index = 0; index < count; index += 1) {
        statuses.push(await erase(rig, await rig.create()));
      }
      return statuses;
    };

    expect(await some(6)).toStrictEqual([200, 200, 200, 200, 200, 429]);
    await rig.advance(3601);
    expect(await some(6)).toStrictEqual([200, 200, 200, 200, 200, 429]);
    await rig.advance(3601);
    expect(await some(1)).toStrictEqual([429]);
    await rig.advance(86_400);
    expect(await some(1)).toStrictEqual([200]);
  });
});

describe('media, person, attempts, watchlist', () => {
  it('shows what a played session has, with media that can be fetched', async () => {
    const rig = await startRig();
    const id = await rig.create({ document: { type: 'ID_CARD' }, person: { firstName: 'Ada' } });
    await rig.play(id, 'start', 'submit', 'approve', 'watchlist');
    const { attemptId } = await rig.session(id);
    const get = async (path: string): Promise<Wire> => json(await rig.veriff(`GET ${path}`));

    const media = await get(`/v1/sessions/${id}/media`);
    const ofAttempt = await get(`/v1/attempts/${attemptId}/media`);
    const first = media.images?.[0];
    const image = await rig.veriff(`GET /v1/media/${first?.id}`);

    expect(media.images?.map((each) => each.context)).toStrictEqual([
      'face',
      'document-front',
      'document-back',
    ]);
    expect(media.videos?.map((each) => each.context)).toStrictEqual(['selfid_video']);
    expect(ofAttempt).toStrictEqual(media);
    expect(image.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await image.arrayBuffer());
    expect(bytes.length).toBe(first?.size);
    expect(image.headers.get('x-hmac-signature')).toBe(
      hmacSignature(INTEGRATION.sharedSecret, bytes),
    );
    expect((await get(`/v1/sessions/${id}/person`)).person?.firstName).toBe('Ada');
    expect((await get(`/v1/sessions/${id}/attempts`)).verifications).toMatchObject([
      { id: attemptId, status: 'approved' },
    ]);
    expect((await get(`/v1/sessions/${id}/watchlist-screening`)).data?.matchStatus).toBe(
      'no_match',
    );
  });

  it('takes uploads until the session is submitted', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const content = `data:image/png;base64,${Buffer.from('picture').toString('base64')}`;
    const upload = async (image: unknown): Promise<Response> =>
      rig.veriff(`POST /v1/sessions/${id}/media`, { image });

    const taken = await upload({ context: 'document-front', content });
    const codes = await Promise.all(
      [
        undefined,
        { context: 'face' },
        { context: 'foot', content },
        { context: 'face', content: '*' },
      ].map(async (image) => (await json(await upload(image))).code),
    );
    const data = await rig.veriff(`POST /v1/sessions/${id}/collected-data`, { device: {} });
    await rig.veriff(`PATCH /v1/sessions/${id}`, { verification: { status: 'submitted' } });
    const late = await upload({ context: 'face', content });
    const lateData = await rig.veriff(`POST /v1/sessions/${id}/collected-data`, {});

    expect((await json(taken)).image).toMatchObject({
      context: 'document-front',
      size: 7,
      mimetype: 'image/png',
    });
    expect(codes).toStrictEqual(['1400', '1403', '1402', '1401']);
    expect([data.status, late.status, lateData.status]).toStrictEqual([200, 409, 409]);
    expect((await json(await rig.veriff(`GET /v1/sessions/${id}/media`))).images).toHaveLength(1);
  });

  it('sends the decision on uploads at once and starts a new attempt with the next upload', async () => {
    const rig = await startRig();
    const id = await rig.create({ person: { firstName: 'Resubmit' } });
    await rig.veriff(`PATCH /v1/sessions/${id}`, { verification: { status: 'submitted' } });
    await rig.advance(0);
    expect(rig.receiver.received.at(-1)?.json?.verification?.status).toBe('resubmission_requested');

    await rig.veriff(`POST /v1/sessions/${id}/media`, {
      image: { context: 'face', content: 'aGk=' },
    });

    expect(await rig.session(id)).toMatchObject({ status: 'started', attempts: 2 });
  });
});

describe('everything else under /v1', () => {
  it.each([
    ['GET /v1/sessions', '405 405'],
    [`PUT /v1/sessions/${ID}`, '405 405'],
    ['GET /v1/nonsense', '404 404'],
    [`GET /v1/media/${ID}`, '404 404'],
    [`GET /v1/attempts/${ID}/media`, '404 404'],
  ])('%s is refused in the shape of Veriff, signed', async (call, expected) => {
    const rig = await startRig();

    const answer = await rig.veriff(call);
    const text = await answer.clone().text();

    expect(await refusal(answer)).toBe(expected);
    expect(answer.headers.get('x-hmac-signature')).toBe(
      hmacSignature(INTEGRATION.sharedSecret, text),
    );
  });
});
