import type { CreateRequest } from '../../shared/application/create-session.ts';
import type { Tenant } from '../../shared/domain/ids.ts';
import type { Digest } from '../http/digest.ts';
import { ProblemError } from '../http/problem.ts';
import { header, type Request } from '../http/request.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/;

/** Keys are the tenant's own, and of this route: the same key elsewhere is another key. */
const ROUTE = 'POST /v1/sessions';

/** The caller's `Idempotency-Key` as it is stored: only as a hash, with a fingerprint of the body. Nothing where none was sent. */
export function idempotencyOf(
  request: Request,
  body: Uint8Array,
  { tenant, digest }: { readonly tenant: Tenant; readonly digest: Digest },
): CreateRequest['idempotency'] {
  const key = header(request, 'idempotency-key');
  if (key === undefined) return undefined;
  if (!PRINTABLE_ASCII.test(key)) {
    throw new ProblemError('invalid-request', {
      errors: [
        {
          pointer: 'header Idempotency-Key',
          detail: 'must be 1 to 255 printable ASCII characters',
        },
      ],
    });
  }
  return { key: `idempotency#${digest(tenant, ROUTE, key)}`, fingerprint: digest(body) };
}
