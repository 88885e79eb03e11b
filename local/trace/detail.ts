import type {
  HttpMessage,
  TraceDetail,
  TraceEntry,
  TraceEntryInFull,
  WriteDetail,
} from '../console-api/wire-trace.ts';
import { isRecord, parseJson } from '../json.ts';
import { conditionText, itemAfter, plainItem } from '../records/plain-item.ts';
import type { Kept, Seen, SeenHttp, SeenMessage, SeenWrite } from './seen.ts';
import { checkSignature, type NamedSecret } from './signature-check.ts';
import { conditionName, keyOf } from './write-words.ts';

/** A message as it is shown when it is opened. */
export function inFull(
  { seen, ...entry }: Kept,
  secrets: readonly NamedSecret[],
): TraceEntryInFull {
  return { ...entry, detail: detailOf(seen, secrets) };
}

/** A message without what was seen of it. */
export function headOf({ seen: _, ...entry }: Kept): TraceEntry {
  return entry;
}

function detailOf(seen: Seen, secrets: readonly NamedSecret[]): TraceDetail {
  switch (seen.type) {
    case 'http':
      return httpDetail(seen, secrets);
    case 'write':
      return writeDetail(seen);
    case 'failure':
      return { ...seen, log: logLines(seen.log) };
    case 'publication':
    case 'loss':
    case 'erased':
    case 'none':
      return seen;
  }
}

function httpDetail(seen: SeenHttp, secrets: readonly NamedSecret[]): TraceDetail {
  const { request, answer, isSigned, log } = seen;
  return {
    type: 'http',
    ...(request !== undefined && { request: messageOf(request) }),
    ...(answer !== undefined && { answer: messageOf(answer) }),
    ...(isSigned === true &&
      request !== undefined && {
        signature: checkSignature(request.headers, bytesOf(request), secrets),
      }),
    log: logLines(log),
  };
}

function bytesOf({ body, encoding }: SeenMessage): Buffer {
  return Buffer.from(body, encoding ?? 'utf8');
}

function messageOf(message: SeenMessage): HttpMessage {
  const bytes = bytesOf(message);
  const { head, headers, cutOf } = message;
  return {
    head,
    headers: headers.flatMap((name, i) =>
      i % 2 === 0 ? [[name, headers[i + 1] ?? ''] as const] : [],
    ),
    body: {
      text: bytes.toString('utf8'),
      base64: bytes.toString('base64'),
      bytes: cutOf ?? bytes.length,
      ...(cutOf !== undefined && { cut: true as const }),
    },
  };
}

function writeDetail({ operation, input, old, held }: SeenWrite): WriteDetail {
  const before = old === undefined ? undefined : plainItem(old);
  const after = held ? itemAfter(operation, input, before ?? {}) : undefined;
  const text = conditionText(input);
  return {
    type: 'write',
    operation,
    key: keyOf(input),
    ...(text !== undefined && { condition: { name: conditionName(input), text, held } }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

/** What a function printed, line by line, without its metrics. */
function logLines(log = ''): readonly Readonly<Record<string, unknown>>[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line) ?? { message: line })
    .filter(isRecord)
    .filter((line) => line['_aws'] === undefined);
}
