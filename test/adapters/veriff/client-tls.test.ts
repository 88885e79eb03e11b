import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hang, hangUp, reply, veriffServer } from '../../support/veriff-server.ts';
import { clientFor, ID } from './client-world.ts';
import { fixture, SHARED_SECRET } from './vectors.ts';

/** Self-signed for localhost and 127.0.0.1, valid from 2020 to 2120, known to nobody but this file. */
const PAIR = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcZ4+ihB60VE4nfvr
Gnoy5DQUdPkmCnc+G4e5na2MtoyhRANCAATB1bRmD7NfIT88gyFmqH7OA+8W/eDO
uM/eKAJZQESExAKnLsh5aefD9Jbt+7Tq9VFMzt+6HsBDN4rYbPUBzXuY
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMHVtGYPs18hPzyD
IWaofs4D7xb94M64z94oAllARITEAqcuyHlp58P0lu37tOr1UUzO37oewEM3iths
9QHNe5ijTjBMMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBS99kY3bsXfElUkDf7kInDAj4QpKTAKBggqhkjOPQQD
AgNHADBEAiAErW3ElKH6YX4+PY8qvs7dBN/SVFJumRkjtCilnfXdbAIgal/5eEEs
yWUb0VDei+V/RuPo9zaYp9lTQFuXpPsPwDI=
-----END CERTIFICATE-----`,
};

const created = reply(201, fixture('create-response'), { secret: SHARED_SECRET });
const trusted = getCACertificates();

describe('over TLS', () => {
  beforeEach(() => {
    setDefaultCACertificates([PAIR.cert]);
  });
  afterEach(() => {
    setDefaultCACertificates(trusted);
  });

  it('a create works, and the connection is kept', async () => {
    const server = await veriffServer(PAIR);
    server.play(created);
    const { client } = clientFor(server.url);

    await client.createSession({});
    await expect(client.createSession({})).resolves.toMatchObject({ id: ID });
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1]);
  });

  it.each([
    ['silence', hang],
    ['an end without an answer', hangUp],
  ])('a create is not sent twice after %s', async (_what, step) => {
    const server = await veriffServer(PAIR);
    server.play(step, created);
    const { client } = clientFor(server.url, { attemptMs: 300 });

    await expect(client.createSession({})).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('nothing is sent to a server that nobody vouches for', async () => {
    setDefaultCACertificates(trusted);
    const server = await veriffServer(PAIR);
    server.play(created);
    const { client } = clientFor(server.url);

    await expect(client.createSession({})).rejects.toMatchObject({ code: 'unavailable' });
    expect(server.requests).toEqual([]);
  });
});
