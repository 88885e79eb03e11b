import type { Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { describe, expect, it } from 'vitest';
import { ChoiceError } from '../../infra/choices.ts';
import { clientApi, webhookApi } from './one-api.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b';
const NAME = 'sessions.example.com';
const DOMAIN = 'AWS::ApiGateway::DomainName';
const RECORD = 'AWS::Route53::RecordSet';

function domain(stack: Stack, name: string, zoneName?: string) {
  return {
    name,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
    ...(zoneName !== undefined && {
      hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
        hostedZoneId: 'Z0123456789',
        zoneName,
      }),
    }),
  };
}

const withDomain = (name: string, zone?: string) =>
  clientApi((stack) => ({ domain: domain(stack, name, zone) }));

describe('an API without a domain', () => {
  const api = clientApi();

  it("answers under API Gateway's name", () => {
    const { DisableExecuteApiEndpoint } = api.only('AWS::ApiGateway::RestApi');

    expect(DisableExecuteApiEndpoint).toBe(false);
    expect(JSON.stringify(api.stack.resolve(api.api.url))).toMatch(
      /https:\/\/.*\.execute-api\.eu-west-1\..*\/live"/,
    );
    expect(api.api.rest.domain).toBeUndefined();
  });

  it('is named rightly where AWS has another domain', () => {
    const china = clientApi({}, { env: { account: '111122223333', region: 'cn-north-1' } });

    expect(JSON.stringify(china.stack.resolve(china.api.url))).toMatch(
      /\.execute-api\.cn-north-1\.",\{"Ref":"AWS::URLSuffix"\},"\/live"/,
    );
  });
});

describe('an API with a domain', () => {
  const api = withDomain(NAME);

  it('answers under that name alone', () => {
    expect(api.only('AWS::ApiGateway::RestApi')['DisableExecuteApiEndpoint']).toBe(true);
    expect(api.api.url).toBe(`https://${NAME}`);
  });

  it('is in this Region, with the given certificate, by TLS 1.2 at least', () => {
    expect(api.only(DOMAIN)).toEqual({
      DomainName: NAME,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      RegionalCertificateArn: CERTIFICATE,
      SecurityPolicy: 'TLS_1_2',
    });
  });

  it('has its one stage at the root of the name, so paths are as in the docs', () => {
    const mapping = api.only('AWS::ApiGateway::BasePathMapping');
    const id = (type: string) => Object.keys(api.found(type)).join();

    expect(mapping['BasePath']).toBeUndefined();
    expect(mapping).toMatchObject({
      DomainName: { Ref: id(DOMAIN) },
      RestApiId: { Ref: id('AWS::ApiGateway::RestApi') },
      Stage: { Ref: id('AWS::ApiGateway::Stage') },
    });
  });

  it('says what a record made by hand has to point to, and makes none', () => {
    const [id] = Object.keys(api.found(DOMAIN));

    expect(api.stack.resolve(api.api.rest.domain?.dnsTarget)).toEqual({
      'Fn::GetAtt': [id, 'RegionalDomainName'],
    });
    api.template.resourceCountIs(RECORD, 0);
  });

  it('is what goes into the portal of Veriff too', () => {
    const made = webhookApi((stack) => ({ domain: domain(stack, 'hooks.example.com') }));

    expect(made.api.url).toBe('https://hooks.example.com/webhooks/veriff');
  });
});

describe('a zone', () => {
  const api = withDomain(NAME, 'example.com');

  it('gets the record, and nothing is left to do by hand', () => {
    const [id] = Object.keys(api.found(DOMAIN));

    expect(api.only(RECORD)).toMatchObject({
      Name: `${NAME}.`,
      Type: 'A',
      HostedZoneId: 'Z0123456789',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [id, 'RegionalDomainName'] },
        HostedZoneId: { 'Fn::GetAtt': [id, 'RegionalHostedZoneId'] },
      },
    });
    expect(api.api.rest.domain?.dnsTarget).toBeUndefined();
  });

  it('can be the name itself', () => {
    expect(withDomain('example.com', 'example.com.').only(RECORD)['Name']).toBe('example.com.');
  });

  it.each(['example.org', 'ple.com', 'a.sessions.example.com'])(
    'of another name, %s, would get a record of both, and is refused',
    (zone) => {
      expect(() => withDomain(NAME, zone)).toThrow(ChoiceError);
      expect(() => withDomain(NAME, zone)).toThrow(`"${NAME}" is not part of the zone ${zone}.`);
    },
  );
});

describe('a name', () => {
  it.each(['https://sessions.example.com', 'Sessions.example.com', 'localhost', 'a..example.com'])(
    'cannot be %s',
    (name) => {
      expect(() => withDomain(name)).toThrow(ChoiceError);
      expect(() => withDomain(name)).toThrow(`domain.name "${name}" is no host name in lower case`);
    },
  );
});

describe('callers by IPv6', () => {
  it('reach a domain and its records too', () => {
    const api = webhookApi((stack) => ({
      allowedCidrs: ['2001:db8::/32'],
      domain: domain(stack, 'hooks.example.com', 'example.com'),
    }));

    const both = { EndpointConfiguration: { IpAddressType: 'dualstack', Types: ['REGIONAL'] } };
    expect(api.only('AWS::ApiGateway::RestApi')).toMatchObject(both);
    expect(api.only(DOMAIN)).toMatchObject(both);
    expect(api.all(RECORD).map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  });
});
