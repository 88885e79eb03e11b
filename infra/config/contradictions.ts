import { RegionInfo } from 'aws-cdk-lib/region-info';
import { CONCURRENT_BATCHES } from '../../shared/contract/sweep-workflow.ts';
import { ipRangeMistake } from '../constructs/ip-range.ts';
import { describe, type Mistake, placeOf } from './mistakes.ts';
import type { StageSettings, Stages } from './schema.ts';

const PRODUCTION_STAGE = 'prod';

/** A rule about settings that are each well-formed: what is wrong with them together. */
type Rule = (settings: StageSettings, stage: string) => readonly Problem[];

interface Problem {
  /** Below the stage. */
  readonly path: readonly (string | number)[];
  readonly found: unknown;
  readonly wanted: string;
}

/** A problem where it is one. */
function when(isOne: boolean, problem: Problem): readonly Problem[] {
  return isOne ? [problem] : [];
}

const keepsProduction: Rule = ({ removal }, stage) =>
  when(stage === PRODUCTION_STAGE && removal === 'destroy', {
    path: ['removal'],
    found: removal,
    wanted: `"retain" or nothing; data of ${PRODUCTION_STAGE} is never deleted with the stack`,
  });

const knowsTheRegion: Rule = ({ region }) =>
  when(region !== undefined && !RegionInfo.regions.some(({ name }) => name === region), {
    path: ['region'],
    found: region,
    wanted: `a Region of AWS, such as ${near(region ?? '').join(', ')}`,
  });

function near(region: string): readonly string[] {
  const area = RegionInfo.regions
    .map(({ name }) => name)
    .filter((name) => name.startsWith(region.slice(0, 3)));
  return area.length > 0 ? area : ['eu-west-1', 'us-east-1'];
}

const tellsOneTopic: Rule = ({ alarms }) =>
  when(alarms !== undefined && (alarms.emails === undefined) === (alarms.topicArn === undefined), {
    path: ['alarms'],
    found: alarms,
    wanted: 'either "emails", for a topic of our own, or "topicArn", for an existing one',
  });

const authorizesOneWay: Rule = ({ client }) =>
  when(client?.cognito !== undefined && client.iamAccounts !== undefined, {
    path: ['client', 'iamAccounts'],
    found: client?.iamAccounts,
    wanted: 'nothing, because client.cognito lets callers in by tokens; keep one of the two',
  });

const pollsWithRoom: Rule = ({ reservedConcurrency, concurrentBatches = CONCURRENT_BATCHES }) =>
  when((reservedConcurrency?.pollDecision ?? concurrentBatches) < concurrentBatches, {
    path: ['reservedConcurrency', 'pollDecision'],
    found: reservedConcurrency?.pollDecision,
    wanted: `at least ${concurrentBatches}: so many batches does the sweep settle at a time`,
  });

const namesTheKeyOfASecret: Rule = ({ existing }) =>
  when(existing?.secretKeyArn !== undefined && existing.secretArn === undefined, {
    path: ['existing', 'secretKeyArn'],
    found: existing?.secretKeyArn,
    wanted: 'nothing: it is the key of existing.secretArn, which is missing',
  });

const sendsNobodyToOurApis: Rule = ({ callbackHosts = [], client, webhook }) =>
  [client?.domain?.name, webhook?.domain?.name].flatMap((ours) =>
    when(ours !== undefined && callbackHosts.includes(ours), {
      path: ['callbackHosts'],
      found: ours,
      wanted: 'a host of your app: a callback is where the end user lands, never one of our APIs',
    }),
  );

const namesTwoDomains: Rule = ({ client, webhook }) =>
  when(client?.domain !== undefined && client.domain.name === webhook?.domain?.name, {
    path: ['webhook', 'domain', 'name'],
    found: webhook?.domain?.name,
    wanted: 'another name than client.domain.name: the two APIs are kept apart',
  });

const ownsTheZone: Rule = ({ client, webhook }) =>
  Object.entries({ client: client?.domain, webhook: webhook?.domain }).flatMap(([api, domain]) => {
    const zone = domain?.hostedZone?.name;
    if (domain === undefined || zone === undefined) return [];
    return when(!`.${domain.name}`.endsWith(`.${zone}`), {
      path: [api, 'domain', 'hostedZone', 'name'],
      found: zone,
      wanted: `a zone that ${domain.name} is part of`,
    });
  });

/** Every ARN of a stage that names a Region, with its place. */
function regionalArns(value: unknown, path: readonly string[] = []): readonly Found[] {
  if (typeof value === 'string') {
    return /^arn:[^:]+:[^:]+:[^:]+:/.test(value) ? [{ path, arn: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const members = [...new Map<string, unknown>(Object.entries(value))];
  return members.flatMap(([key, each]) => regionalArns(each, [...path, key]));
}

interface Found {
  readonly path: readonly string[];
  readonly arn: string;
}

const staysInItsRegion: Rule = (settings) => {
  const { region } = settings;
  if (region === undefined) return [];
  return regionalArns(settings).flatMap(({ path, arn }) =>
    when(arn.split(':')[3] !== region, {
      path,
      found: arn,
      wanted: `one in ${region}, the Region of the stage`,
    }),
  );
};

const takesBackByAlarms: Rule = ({ rollout, alarms }) =>
  when(rollout === true && alarms === undefined, {
    path: ['rollout'],
    found: rollout,
    wanted:
      'false or nothing, because there are no alarms to take a new version back; or set alarms',
  });

const namesUsableRanges: Rule = ({ webhook }) =>
  (webhook?.allowedCidrs ?? []).flatMap((range, index) => {
    const mistake = ipRangeMistake(range);
    if (mistake === undefined) return [];
    return [
      {
        path: ['webhook', 'allowedCidrs', index],
        found: range,
        wanted: `an address range; it ${mistake}`,
      },
    ];
  });

const RULES: readonly Rule[] = [
  keepsProduction,
  knowsTheRegion,
  tellsOneTopic,
  takesBackByAlarms,
  authorizesOneWay,
  pollsWithRoom,
  namesTheKeyOfASecret,
  sendsNobodyToOurApis,
  namesTwoDomains,
  ownsTheZone,
  staysInItsRegion,
  namesUsableRanges,
];

/** What each setting allows alone, and all of a stage together do not. */
export function contradictionsOf(stages: Stages): readonly Mistake[] {
  return Object.entries(stages).flatMap(([stage, settings]) =>
    RULES.flatMap((rule) => rule(settings, stage)).map(({ path, found, wanted }) => ({
      where: placeOf(['stages', stage, ...path]),
      found: describe(found),
      wanted,
    })),
  );
}

/** What a stage has to say before it is made, and may leave open until then. */
export function gapsOf(stage: string, { alarms }: StageSettings): readonly Mistake[] {
  if (stage !== PRODUCTION_STAGE || alarms !== undefined) return [];
  return [
    {
      where: placeOf(['stages', stage, 'alarms']),
      found: 'nothing',
      wanted: `{"emails": ["on-call@example.com"]} or {"topicArn": "arn:aws:sns:…"}: somebody has to be told when ${stage} is in trouble`,
    },
  ];
}
