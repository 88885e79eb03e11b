import { CfnResource, Token } from 'aws-cdk-lib';
import { DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { ChoiceError } from '../choices.ts';

/** A host name of your own for an API. The two APIs need two. */
export interface ApiDomainOptions {
  /** In lower case, for example `sessions.example.com`. */
  readonly name: string;
  /** An existing certificate for the name, of the stack's own Region. */
  readonly certificate: ICertificate;
  /**
   * An existing zone that the name is part of: it gets the record.
   * @default - none; the record has to be made by hand, to `dnsTarget`
   */
  readonly hostedZone?: IHostedZone | undefined;
}

/** What a domain belongs to. */
export interface ApiDomainProps extends ApiDomainOptions {
  /** The API that answers at the root of the name. */
  readonly api: RestApi;
  /** Whether it is reached by IPv6 too. */
  readonly dualStack: boolean;
}

const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/** The host name of an API, in one Region, by TLS 1.2 at least. */
export class ApiDomain extends Construct {
  /** The host name. */
  readonly name: string;
  /** What a CNAME record of the name has to point to; nothing where the zone got its record from us. */
  readonly dnsTarget: string | undefined;

  constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    checkName(this.node.path, props);
    const { name, certificate, hostedZone, api, dualStack } = props;
    const domain = new DomainName(this, 'Name', {
      domainName: name,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    domain.addBasePathMapping(api);
    if (dualStack) listenByIpv6(domain);
    this.name = name;
    this.dnsTarget = hostedZone === undefined ? domain.domainNameAliasDomainName : undefined;
    if (hostedZone === undefined) return;
    const target = RecordTarget.fromAlias(new ApiGatewayDomain(domain));
    const record = { zone: hostedZone, recordName: name, target };
    new ARecord(this, 'Record', record);
    if (dualStack) new AaaaRecord(this, 'Ipv6Record', record);
  }
}

function checkName(where: string, { name, hostedZone }: ApiDomainOptions): void {
  if (Token.isUnresolved(name)) return;
  if (!HOST.test(name)) {
    throw new ChoiceError(
      `${where}: domain.name "${name}" is no host name in lower case, such as sessions.example.com.`,
    );
  }
  const zone = hostedZone?.zoneName;
  if (zone === undefined || Token.isUnresolved(zone)) return;
  // The CDK would make a record of name and zone one behind the other.
  if (!`.${name}`.endsWith(`.${zone.replace(/\.$/, '')}`)) {
    throw new ChoiceError(`${where}: domain.name "${name}" is not part of the zone ${zone}.`);
  }
}

/** The CDK's own construct knows IPv4 only. */
function listenByIpv6(domain: DomainName): void {
  const resource = domain.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) return;
  resource.addPropertyOverride('EndpointConfiguration.IpAddressType', 'dualstack');
}
