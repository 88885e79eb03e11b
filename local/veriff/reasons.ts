/**
 * Reason codes and their texts. Veriff docs: verification-session-decision-codes-table, granular-reason-codes.
 * The set is open: any other code may be played too, with a text of one's own.
 */
const REASONS: Readonly<Record<number, string>> = {
  101: 'Physical document not used',
  102: 'Suspected document tampering',
  103: 'Person showing the document does not appear to match document photo',
  104: 'Name entered does not match name on document',
  105: 'Suspicious behaviour',
  106: 'Known fraud',
  107: 'Velocity/abuse',
  108: 'Velocity/abuse duplicated user',
  109: 'Velocity/abuse duplicated device',
  110: 'Velocity/abuse duplicated ID',
  111: 'Session fraudulently accessed',
  112: 'Restricted IP location',
  113: 'Identity farming',
  120: 'Person on the portrait does not appear to match reference photo',
  121: 'Missing user ID',
  122: 'No reference found',
  123: 'Registry checks failed',
  124: 'Face already in collection',
  126: 'Potential PEP match',
  127: 'Face on blocklist',
  128: 'End-user ID mismatch',
  129: 'Invalid workflow',
  201: 'Video and/or photos missing',
  202: 'Face not clearly visible',
  203: 'Full document not visible',
  204: 'Poor image quality',
  205: 'Document damaged',
  206: 'Document type not supported',
  207: 'Document expired',
  208: 'Selfie photo missing',
  209: 'Document photo missing',
  501: 'High probability of fraud',
  502: 'Multiple parties present in session',
  503: 'Attempted deceit',
  504: 'Attempted deceit, device screen used for document images',
  505: 'Attempted deceit, printout used for document images',
  506: 'Suspected document tampering',
  507: 'Suspected document tampering, data cross-reference mismatch',
  539: 'Resubmission limit exceeded',
  602: 'Document type not supported',
  605: 'Face image missing',
  606: 'Face not clearly visible',
  608: 'Document front missing',
  609: 'Document back missing',
  614: 'Document front not fully in frame',
  615: 'Document back not fully in frame',
  619: 'Document data not visible',
  620: 'Document expired',
  621: 'Document annulled or damaged',
};

export const DEFAULT_DECLINE = 102;
export const DEFAULT_RESUBMISSION = 204;
export const RESUBMISSION_LIMIT_EXCEEDED = 539;

/** The set is open, its codes have three digits. */
export function isReasonCode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 999;
}

export function reasonText(code: number): string {
  return REASONS[code] ?? `Reason ${code}`;
}

/** What the reviewer can choose from: the standard codes of a decline (1xx, 5xx) or a resubmission (2xx, 6xx). */
export function reasonChoices(
  status: 'declined' | 'resubmission_requested',
): readonly { readonly code: number; readonly text: string }[] {
  const leading = status === 'declined' ? ['1', '5'] : ['2', '6'];
  return Object.entries(REASONS)
    .filter(([code]) => leading.includes(code.slice(0, 1)))
    .map(([code, text]) => ({ code: Number(code), text }));
}
