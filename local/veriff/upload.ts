import { isRecord, type JsonObject } from './json.ts';
import { described, IMAGE_CONTEXTS, mediaOf } from './media.ts';
import {
  type Attempt,
  currentAttempt,
  type Session,
  type Upload,
  withCurrentAttempt,
} from './session.ts';
import type { Veriff } from './veriff.ts';
import { VeriffError } from './veriff-error.ts';

interface Parts {
  readonly veriff: Veriff;
  readonly host: () => string;
}

const DATA_URI = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/;
const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}$/;

/** POST media: an image of the attempt that is under way; only what describes it is kept. */
export function receiveMedia(parts: Parts, session: Session, body: unknown): JsonObject {
  const upload = parseUpload(body);
  const open = openAttempt(parts, session);
  const attempt = currentAttempt(open);
  const grown: Attempt = { ...attempt, uploads: [...(attempt.uploads ?? []), upload] };
  const kept = withCurrentAttempt(open, grown);
  parts.veriff.keep(kept);
  const medium = mediaOf(kept, grown).at(-1);
  return { image: medium === undefined ? null : described(medium, kept, parts.host()) };
}

/** A new image after a resubmission was asked for begins the next attempt. */
function openAttempt(parts: Parts, session: Session): Session {
  if (session.status === 'created' || session.status === 'started') return session;
  const acted =
    session.status === 'resubmission_requested'
      ? parts.veriff.act(session.id, { action: 'start', channel: 'api' }, 'client')
      : undefined;
  if (acted?.ok === true) return acted.session;
  throw new VeriffError(409, '409', 'the session was submitted already');
}

function parseUpload(body: unknown): Upload {
  const image = isRecord(body) ? body['image'] : undefined;
  if (!isRecord(image)) throw new VeriffError(400, '1400', 'image is missing');
  const { context, content } = image;
  if (typeof context !== 'string' || typeof content !== 'string') {
    throw new VeriffError(400, '1403', 'image needs context and content');
  }
  if (!IMAGE_CONTEXTS.includes(context)) {
    throw new VeriffError(400, '1402', 'that context is not supported');
  }
  return { context, ...decoded(content) };
}

function decoded(content: string): Omit<Upload, 'context'> {
  const encoded = content.replace(DATA_URI, '');
  if (!BASE64.test(encoded)) throw new VeriffError(400, '1401', 'content is not base64');
  return {
    mimetype: DATA_URI.exec(content)?.[1] ?? 'image/jpeg',
    size: Buffer.byteLength(encoded, 'base64'),
  };
}
