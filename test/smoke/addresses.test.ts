import { describe, expect, it } from 'vitest';
import { addressesOf, emulated, isLoopback } from './addresses.ts';

const GATEWAY = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/live';
const OUTPUTS = { ClientUrl: GATEWAY, WebhookUrl: `${GATEWAY}/webhooks/veriff` };
const NONE = { clientUrl: undefined, webhookUrl: undefined };

describe('where a stack is reached', () => {
  it('in an account: where its outputs say', () => {
    expect(addressesOf(OUTPUTS, NONE, undefined)).toEqual({
      client: GATEWAY,
      webhook: `${GATEWAY}/webhooks/veriff`,
    });
  });

  it('in an emulator: by its one port, by the id of the API', () => {
    expect(addressesOf(OUTPUTS, NONE, 'http://127.0.0.1:4566/')).toEqual({
      client: 'http://127.0.0.1:4566/restapis/a1b2c3/live/_user_request_',
      webhook: 'http://127.0.0.1:4566/restapis/a1b2c3/live/_user_request_/webhooks/veriff',
    });
  });

  it('where the command line says, before everything else', () => {
    const told = {
      clientUrl: 'https://api.example.com',
      webhookUrl: 'https://hooks.example.com/v',
    };

    expect(addressesOf(OUTPUTS, told, 'http://127.0.0.1:4566')).toEqual({
      client: 'https://api.example.com',
      webhook: 'https://hooks.example.com/v',
    });
  });

  it('by a domain of its own, which no emulator changes', () => {
    expect(emulated('https://api.example.com/live', 'http://127.0.0.1:4566')).toBe(
      'https://api.example.com/live',
    );
  });

  it.each([
    ['http://127.0.0.1:4566/x', true],
    ['https://localhost/x', true],
    ['http://[::1]:80', true],
    [GATEWAY, false],
    ['https://localhost.example.com', false],
  ])('%s is on this machine: %s', (url, is) => {
    expect(isLoopback(url)).toBe(is);
  });
});
