import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { type Attempt, documentOf, type Session } from './session.ts';

/** One image or video of an attempt: invented, or sent by POST media. */
export interface Medium {
  readonly id: string;
  readonly kind: 'image' | 'video';
  readonly context: string;
  readonly mimetype: string;
  readonly size: number;
}

/** Veriff docs: v1sessionsidmedia. */
export const IMAGE_CONTEXTS: readonly string[] = [
  'face',
  'face-pre',
  'face-nfc',
  'document-front',
  'document-front-pre',
  'document-back',
  'document-back-pre',
  'document-and-face',
  'document-and-face-pre',
  'address-front',
];

/** The smallest PNG: one transparent pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
/** The opening box of an MP4 file; enough to be told apart by its type. */
const FILM = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex');

/** What an attempt has: its uploads, and the usual pictures once a flow was submitted. */
export function mediaOf(session: Session, attempt: Attempt): readonly Medium[] {
  const number = session.attempts.indexOf(attempt);
  const uploads = attempt.uploads ?? [];
  const played =
    attempt.submittedAt === undefined || uploads.length > 0 ? [] : flowPictures(session, attempt);
  const all = [
    ...played.map((context) => ({ context, mimetype: 'image/png', size: PIXEL.length })),
    ...uploads,
    ...(played.length > 0
      ? [{ context: 'selfid_video', mimetype: 'video/mp4', size: FILM.length }]
      : []),
  ];
  return all.map((each, index) => ({
    ...each,
    id: mediumId(session.seq, number, index),
    kind: each.mimetype.startsWith('video/') ? 'video' : 'image',
  }));
}

export function allMedia(session: Session): readonly Medium[] {
  return session.attempts.flatMap((attempt) => mediaOf(session, attempt));
}

/** The body of GET media. Veriff docs: v1sessionsidmedia, v1attemptsidmedia-1. */
export function mediaAnswer(session: Session, media: readonly Medium[], base: string): JsonObject {
  const of = (kind: Medium['kind']) => media.filter((medium) => medium.kind === kind);
  return {
    status: 'success',
    videos: of('video').map((video) => ({
      ...described(video, session, base),
      duration: '8.000000',
    })),
    images: of('image').map((image) => described(image, session, base)),
  };
}

export function described(medium: Medium, session: Session, base: string): JsonObject {
  return {
    id: medium.id,
    sessionId: session.id,
    context: medium.context,
    name: medium.context,
    mimetype: medium.mimetype,
    size: medium.size,
    timestamp: null,
    url: `${base}/v1/media/${medium.id}`,
  };
}

/** The session that a media id leads to: its number is written in the id, so nothing has to be remembered. */
export function sessionOfMedium(id: string): number | undefined {
  const seq = Number.parseInt(id.slice(0, 8), 16);
  return Number.isNaN(seq) ? undefined : seq;
}

/** The bytes of GET /v1/media/{id}: always the same tiny picture or film. */
export function mediumBytes(medium: Medium): Buffer {
  return medium.kind === 'video' ? FILM : PIXEL;
}

function flowPictures(session: Session, attempt: Attempt): readonly string[] {
  const oneSided = documentOf(session, attempt).type === 'PASSPORT';
  return oneSided ? ['face', 'document-front'] : ['face', 'document-front', 'document-back'];
}

/** A UUID of version 4 in form, made of session, attempt and place; the rest keeps guesses out. */
function mediumId(sessionSeq: number, attempt: number, index: number): string {
  const place = Buffer.alloc(6);
  place.writeUInt32BE(sessionSeq % 4_294_967_296, 0);
  place.writeUInt8(attempt % 256, 4);
  place.writeUInt8(index % 256, 5);
  const hex = place.toString('hex');
  const check = createHash('sha256').update(place).update('veriff simulator medium').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-4${check.slice(0, 3)}-a${check.slice(3, 6)}-${check.slice(6, 18)}`;
}
