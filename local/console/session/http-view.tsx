import type { HttpDetail, HttpMessage, SignatureCheck } from '../../console-api/wire-trace.ts';
import { Bytes } from '../parts/bytes.tsx';
import { Headers } from '../parts/headers.tsx';
import { Tag } from '../parts/shape.tsx';
import { Log } from './log.tsx';

/** A request and its answer, the signature between them, and what the function printed. */
export function HttpView({
  detail,
  isInvented,
}: {
  readonly detail: HttpDetail;
  readonly isInvented: boolean;
}) {
  const { request, answer, signature, log } = detail;
  return (
    <>
      {signature !== undefined && <Signature check={signature} />}
      <div class="detail-pair">
        {request !== undefined && (
          <Message
            title="Request"
            message={request}
            isInvented={isInvented}
            testId="timeline-request"
          />
        )}
        {answer !== undefined && (
          <Message
            title="Answer"
            message={answer}
            isInvented={isInvented}
            testId="timeline-answer"
          />
        )}
      </div>
      <Log lines={log} />
    </>
  );
}

interface MessageProps {
  readonly title: string;
  readonly message: HttpMessage;
  readonly isInvented: boolean;
  readonly testId: string;
}

function Message({ title, message, isInvented, testId }: MessageProps) {
  return (
    <section class="detail-part">
      <h3>
        {title} <code>{message.head}</code>
      </h3>
      <Headers headers={message.headers} />
      <Bytes body={message.body} isInvented={isInvented} testId={testId} />
    </section>
  );
}

/** The digest that came, beside the digest of these bytes under each secret that we hold. */
function Signature({ check }: { readonly check: SignatureCheck }) {
  return (
    <section class="detail-part" data-testid="timeline-signature" data-valid={check.isValid}>
      <h3>
        Signature{' '}
        <Tag
          tone={check.isValid ? 'good' : 'bad'}
          shape={check.isValid ? 'check' : 'cross'}
          word={check.isValid ? 'valid' : 'not valid'}
        />
      </h3>
      <dl class="digests">
        <dt>received{check.header === undefined ? '' : ` in ${check.header}`}</dt>
        <dd class="mono" data-testid="timeline-signature-received">
          {check.received ?? 'nothing'}
        </dd>
        {check.computed.map(({ secret, digest }) => (
          <DigestLine
            key={secret}
            secret={secret}
            digest={digest}
            isMatch={check.matched === secret}
          />
        ))}
      </dl>
    </section>
  );
}

interface DigestLineProps {
  readonly secret: string;
  readonly digest: string;
  readonly isMatch: boolean;
}

function DigestLine({ secret, digest, isMatch }: DigestLineProps) {
  return (
    <>
      <dt>computed, {secret} secret</dt>
      <dd
        class={`mono ${isMatch ? 'ink tone-good' : ''}`}
        data-testid="timeline-signature-computed"
      >
        {digest}
        {isMatch && ' = received'}
      </dd>
    </>
  );
}
