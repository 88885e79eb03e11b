import { type ControlParts, oneOf } from './control-parts.ts';
import { type Packet, packetBytes, type Webhook } from './deliveries.ts';
import { isRecord, type JsonObject, parseJson } from './json.ts';
import { edit, isPointer, pathsOf } from './json-pointer.ts';
import { signedPacket, unsignedPacket, withBody } from './packets.ts';
import { badField, ControlError } from './problem.ts';
import { suggest } from './suggest.ts';

/** The bytes of an edited resend, or undefined where nothing is edited. */
export function editedBytes(body: JsonObject, sent: Buffer): Buffer | undefined {
  const edits = ['set', 'add', 'remove'].filter((name) => body[name] !== undefined);
  if (body['body'] !== undefined) {
    if (edits.length > 0) throw badField('/body', `excludes ${edits.join(', ')}`);
    const whole = body['body'];
    return Buffer.from(typeof whole === 'string' ? whole : JSON.stringify(whole));
  }
  if (edits.length === 0) return undefined;
  const document = parseJson(sent.toString('utf8'));
  if (document === undefined)
    throw new ControlError('not-possible', 'the bytes sent are no JSON: give body');
  const edited = edit(document, {
    set: pointerMap(body['set'], '/set'),
    add: pointerMap(body['add'], '/add'),
    remove: pointerList(body['remove'], '/remove'),
  });
  if (edited.ok) return Buffer.from(JSON.stringify(edited.value));
  const known = pathsOf(document);
  const errors = edited.missing.map((path) => {
    const meant = suggest(path, known);
    return {
      pointer: path,
      detail: `the body has no ${path}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    };
  });
  throw new ControlError('unknown-path', errors.map((error) => error.detail).join(' '), { errors });
}

export interface ResendSource {
  readonly body: JsonObject;
  readonly original: Packet;
  /** The edited bytes, undefined where nothing was edited. */
  readonly bytes: Buffer | undefined;
  readonly webhook: Webhook;
}

/** The packet of a resend: unedited and `original` is the very same; otherwise signed as asked. */
export function packetFor(parts: ControlParts, from: ResendSource): Packet {
  const { original, bytes } = from;
  const { sign = bytes === undefined ? 'original' : 'current' } = from.body;
  oneOf('/sign', sign, ['current', 'previous', 'original', 'none']);
  if (sign !== 'original') return resigned(parts, from, sign);
  return bytes === undefined ? original : withBody(original, bytes, 'original');
}

function resigned(parts: ControlParts, from: ResendSource, sign: unknown): Packet {
  const { integration } = parts;
  const content = from.bytes ?? packetBytes(from.original, from.webhook);
  if (sign === 'none') return withBody(unsignedPacket(integration), content);
  if (sign === 'previous' && integration.previousSharedSecret === undefined) {
    throw badField('/sign', 'this integration has no previous shared secret');
  }
  const key = sign === 'previous' ? 'previous' : 'current';
  return withBody(signedPacket(integration, content, key), content);
}

function pointerMap(value: unknown, pointer: string): JsonObject {
  if (value === undefined) return {};
  if (isRecord(value) && Object.keys(value).every(isPointer)) return value;
  throw badField(pointer, 'must be an object of JSON pointers and values');
}

function pointerList(value: unknown, pointer: string): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const pointers = list.filter((each) => typeof each === 'string');
  if (pointers.length === list.length && pointers.every(isPointer)) return pointers;
  throw badField(pointer, 'must be a list of JSON pointers');
}
