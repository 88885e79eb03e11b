import { isCountry } from './countries.ts';
import { isList, isRecord, type JsonObject } from './json.ts';
import { type SessionRequest } from './session.ts';
import { HOUR_MS } from './times.ts';
import { VeriffError } from './veriff-error.ts';

export interface CreateRules {
  readonly now: number;
  /** Refuse timestamps older than one hour (1201). */
  readonly strictTimestamp: boolean;
}

type Check = (value: unknown, path: string, rules: CreateRules) => void;

/** `YYYY-MM-DD` */
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** VISA stands in older docs and clients only. */
export const DOCUMENT_TYPES = [
  'PASSPORT',
  'ID_CARD',
  'RESIDENCE_PERMIT',
  'DRIVERS_LICENSE',
  'VISA',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Checks in the order in which they are made; Veriff names one mistake at a time. Veriff docs: v1sessions. */
const CHECKS: Readonly<Record<string, Check>> = {
  callback,
  person: objectOf({
    firstName: text,
    lastName: text,
    fullName: text,
    idNumber: text,
    phoneNumber: text,
    email: text,
    gender: oneOf(['M', 'MALE', 'F', 'FEMALE']),
    maritalStatus: oneOf(['SINGLE', 'MARRIED', 'DIVORCED', 'WIDOWED']),
    isDeceased: boolean,
    dateOfBirth,
  }),
  document: objectOf({
    number: text,
    country,
    type: oneOf(DOCUMENT_TYPES, 2103),
    idCardType: oneOf(['CC', 'CE', 'TI']),
    firstIssue: date,
  }),
  address: objectOf({ fullAddress: text }),
  proofOfAddress: objectOf({ acceptableTypes: listOf(objectOf({ name: text })) }),
  vendorData,
  endUserId,
  consents: listOf(consent),
  lang: text,
  features,
  timestamp,
};

/** The request that makes a session; throws Veriff's error where Veriff would. Unknown fields are ignored. */
export function parseCreateRequest(body: unknown, rules: CreateRules): SessionRequest {
  const verification = isRecord(body) ? body['verification'] : undefined;
  if (verification === undefined) throw new VeriffError(400, '1102', 'verification is missing');
  if (!isRecord(verification)) throw invalid('verification', 'an object');
  checkFields(verification, { checks: CHECKS, base: '' }, rules);
  const { callback: back, person, document } = verification;
  return {
    ...(typeof back === 'string' ? { callback: back } : {}),
    person: isRecord(person) ? person : {},
    document: isRecord(document) ? document : {},
    vendorData: stringOrNull(verification['vendorData']),
    endUserId: stringOrNull(verification['endUserId']),
  };
}

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

function checkFields(
  value: JsonObject,
  table: { readonly checks: Readonly<Record<string, Check>>; readonly base: string },
  rules: CreateRules,
): void {
  for (const [name, check] of Object.entries(table.checks)) {
    const field = value[name];
    if (field !== undefined) check(field, `${table.base}${name}`, rules);
  }
}

function objectOf(checks: Readonly<Record<string, Check>>): Check {
  return (value, path, rules) => {
    if (!isRecord(value)) throw invalid(path, 'an object');
    checkFields(value, { checks, base: `${path}.` }, rules);
  };
}

function listOf(check: Check): Check {
  return (value, path, rules) => {
    if (!isList(value)) throw invalid(path, 'a list');
    for (const [index, each] of value.entries()) check(each, `${path}[${index}]`, rules);
  };
}

function oneOf(allowed: readonly string[], code = 1104): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      throw new VeriffError(400, String(code), `${path} must be one of ${allowed.join(', ')}`);
    }
  };
}

/** Null and the empty string are refused; a single space is a name (the JS SDK hides a field with it). */
function text(value: unknown, path: string): void {
  if (typeof value !== 'string' || value === '') throw invalid(path, 'a string that is not empty');
}

function boolean(value: unknown, path: string): void {
  if (typeof value !== 'boolean') throw invalid(path, 'true or false');
}

function callback(value: unknown, path: string): void {
  text(value, path);
  const address = URL.parse(String(value));
  if (address?.protocol !== 'https:') {
    throw new VeriffError(400, '1302', 'callback must be an https address');
  }
}

function date(value: unknown, path: string): void {
  if (typeof value !== 'string' || !DATE.test(value)) {
    throw new VeriffError(400, '1203', `${path} must have the format YYYY-MM-DD`);
  }
}

function dateOfBirth(value: unknown, path: string, rules: CreateRules): void {
  date(value, path);
  const day = new Date(`${String(value)}T00:00:00Z`);
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(String(value));
  if (!real || day.getTime() > rules.now) {
    throw new VeriffError(400, '2003', `${path} is no possible date of birth`);
  }
}

function country(value: unknown, path: string): void {
  if (typeof value !== 'string' || !isCountry(value)) {
    throw new VeriffError(400, '2104', `${path} must be an ISO 3166-1 alpha-2 country`);
  }
}

function vendorData(value: unknown): void {
  if (typeof value !== 'string') throw new VeriffError(400, '1501', 'vendorData must be a string');
  if (value.length > 1000) {
    throw new VeriffError(400, '1500', 'vendorData must not be longer than 1000 characters');
  }
}

function endUserId(value: unknown, path: string): void {
  if (typeof value !== 'string' || !UUID.test(value)) throw invalid(path, 'a UUID');
}

function consent(value: unknown, path: string, rules: CreateRules): void {
  objectOf({ type: oneOf(['ine', 'bipa', 'aadhaar']), approved: boolean })(value, path, rules);
  if (isRecord(value) && value['type'] === 'ine' && value['approved'] !== true) {
    throw invalid(`${path}.approved`, 'true for the INE check');
  }
}

function features(value: unknown): void {
  const known = isList(value) && value.every((feature) => feature === 'selfid');
  if (!known) throw new VeriffError(400, '1301', 'features may only hold selfid');
}

/** Malformed is 1202. Age counts only on demand: today's reference does not even list the field. */
function timestamp(value: unknown, path: string, rules: CreateRules): void {
  const at = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw new VeriffError(400, '1202', `${path} must be an ISO 8601 time`);
  if (rules.strictTimestamp && at < rules.now - HOUR_MS) {
    throw new VeriffError(400, '1201', `${path} is older than one hour`);
  }
}

function invalid(path: string, wanted: string): VeriffError {
  return new VeriffError(400, '1104', `${path} must be ${wanted}`);
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
