type Pairs = readonly (readonly [name: string, meaning: string])[];

export const KEYS: Pairs = [
  ['/', 'search'],
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['c', 'create a session'],
  ['f', 'faults'],
  ['t', 'to the time buttons'],
  ['n', 'jump to what is due next'],
  ['r', 'resend the open webhook'],
  ['e', 'edit it and resend'],
  ['.', 'pause, go on'],
  ['Esc', 'close a sheet'],
  ['?', 'this page'],
];

export const EXIT_CODES: Pairs = [
  ['0', 'done'],
  ['1', 'a check, a signature or an expectation failed'],
  ['2', 'the command line, a file or the environment is wrong'],
  ['3', 'not found'],
  ['4', 'the run or the simulator did not answer as needed'],
  ['5', 'refused: nobody confirmed what would be lost'],
  ['130', 'interrupted'],
];

export const PROBLEMS: Pairs = [
  ['invalid-request', '400 · the request is not valid; errors names every mistake'],
  ['invalid-cursor', '400 · the cursor belongs to another query'],
  ['unauthenticated', '401 · no valid credentials or signature'],
  ['forbidden', '403 · a foreign Host or Origin, or no right'],
  ['not-found', '404 · unknown, expired, erased, or of another tenant'],
  ['request-in-progress', '409 · the same Idempotency-Key is still running'],
  ['too-large', '413 · more than 16 KB, for a webhook 256 KB'],
  ['unsupported-media-type', '415 · not plain JSON'],
  ['idempotency-key-reused', '422 · the key was used with another body'],
  ['throttled', '429 · slow down'],
  ['internal', '500 · a bug: report it with its requestId'],
  ['veriff-rejected', "502 · Veriff refused; veriffCode is Veriff's number"],
  ['veriff-unavailable', '503 · Veriff did not do it'],
  ['outcome-unknown', '503 · the call may have reached Veriff; repeat it with the same key'],
  ['unavailable', '503 · our table or secret is out of reach'],
];

export const WORDS: Pairs = [
  ['session', 'one verification of one person, from creation to decision'],
  ['attempt', 'one pass of the end user; after a resubmission there is another one'],
  ['decision', "Veriff's answer: approved, declined, resubmission, review, expired, abandoned"],
  ['webhook', 'a signed message from Veriff'],
  ['delivery', 'one try to bring a webhook to us'],
  ['sweep', 'the run of each minute that pays what records owe'],
  ['fallback', 'a decision that the sweep fetched since no webhook had brought it'],
  ['owes', 'a poll, a publication or an erasure is still to be done'],
  ['due', 'the index of records that owe something'],
  ['unchanged', 'accepted, and nothing was to be done'],
  ['virtual clock', 'the time of this run; it can be moved forward, never back'],
];
