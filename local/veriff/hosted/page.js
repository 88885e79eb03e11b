/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return, typescript/strict-boolean-expressions -- the browser runs this text as it stands, so it has no types */
'use strict';
/**
 * What the hosted page does in the browser. The words posted to the parent are compared as bare strings by
 * @veriff/incontext-sdk 2.5.0; what differs between sessions stands in the data attributes of `main`.
 */
const page = document.querySelector('main');
const { first, actions, callback, decide } = page.dataset;
const framed = window.parent !== window;
const PARENT_ANSWERS_WITHIN_MS = 1000;

/** Whether Veriff knows that this attempt was started (7001). */
let opened = page.dataset.opened === 'true';
/** Whether there is nothing left to leave: the parent has heard how it ended, or it was over before. */
let ended = first === 'over' || first === 'mistake';
let busy = false;
let ready = false;

const part = (id) => document.querySelector(`[data-testid="enduser-${id}"]`);

const on = (id, work) => part(id)?.addEventListener('click', work);

const tell = (word) => {
  if (framed) window.parent.postMessage(word, '*');
};

const show = (name) => {
  for (const screen of document.querySelectorAll('[data-screen-name]')) {
    screen.hidden = screen.dataset.screenName !== name;
  }
  const begins = page.dataset.screen === undefined;
  page.dataset.screen = name;
  part('close').hidden = !closable(name);
  // The first screen leaves the focus with whoever has it: it may be a field of the page around.
  if (!begins) document.querySelector(`[data-screen-name="${name}"] h1`).focus();
};

const closable = (name) =>
  ['welcome', 'document', 'selfie'].includes(name) ||
  (framed && ['over', 'mistake'].includes(name));

const complain = (text) => {
  part('error').querySelector('p').textContent = text;
  part('error').hidden = text === '';
};

/** Answers what came of an action, or undefined where it was refused and the user has been told. */
const act = async (body) => {
  if (busy) return undefined;
  busy = true;
  complain('');
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(actions, { method: 'POST', headers, body: JSON.stringify(body) });
    const result = await answer.json();
    if (answer.ok) return result;
    complain(answer.status === 409 ? page.dataset.moved : result.message);
  } catch {
    complain(page.dataset.offline);
  } finally {
    busy = false;
  }
  return undefined;
};

/** To whoever asked, by the plain address: no decision and no signature ride on it. */
const leave = () => {
  if (!framed && callback) window.location.assign(callback);
};

const end = (screen, word) => {
  ended = true;
  show(screen);
  tell(word);
  leave();
};
const finish = () => end('done', 'VERIFF_FINISHED');
const close = () => end('closed', 'VERIFF_CANCELED');

const start = async () => {
  if (!opened && (await act({ action: 'start' })) === undefined) return;
  opened = true;
  tell('VERIFF_STARTED');
  show('document');
};

const submit = async () => {
  const shown = { type: part('type').value, country: part('country').value };
  const result = await act({ action: 'submit', document: shown });
  if (result === undefined) return;
  opened = false;
  tell('VERIFF_SUBMITTED');
  settle(result);
};

/** After a submission or a decision. Some first names decide by themselves, and so does the last attempt. */
const settle = ({ status, reason }) => {
  if (status === 'submitted') show('desk');
  else if (status === 'resubmission_requested') {
    part('reason').textContent = reason;
    show('resubmit');
  } else finish();
};

const decision = async (action, list) => {
  const reasonCode = list === null ? {} : { reasonCode: Number(list.value) };
  const result = await act({ action, ...reasonCode });
  if (result !== undefined) settle(result);
};

/** `?decide=`: from wherever the session is to the decision, without a click. */
const playAlone = async () => {
  if (page.dataset.screen === 'welcome') await start();
  if (page.dataset.screen === 'document') await submit();
  const decides = page.dataset.screen === 'desk' && decide !== 'later';
  if (decides && (await act({ action: decide })) === undefined) return;
  if (['desk', 'resubmit'].includes(page.dataset.screen)) finish();
};

/** A passport is read on one side. */
const showSides = () => {
  document.querySelector('[data-picture="back"]').hidden = part('type').value === 'PASSPORT';
};

const begin = (sdk) => {
  if (ready) return;
  ready = true;
  page.dataset.sdk = sdk;
  show(first);
  if (decide) void playAlone();
};

on('start', start);
on('close', close);
on('document-next', () => show('selfie'));
on('submit', submit);
for (const name of ['approve', 'decline', 'resubmit', 'review']) {
  on(`outcome-${name}`, () => decision(name, part(`${name}-reason`)));
}
on('outcome-later', finish);
on('resubmit-now', start);
on('resubmit-later', finish);
on('reload', () => window.location.reload());
on('menu-reload', () => {
  tell('VERIFF_RELOAD_REQUEST');
  if (!framed) window.location.reload();
});
on('menu-force-reload', () => {
  tell('VERIFF_FORCE_RELOAD');
  if (!framed) window.location.reload();
});
on('menu-walk-away', () => {
  ended = true;
  show('away');
});
document.querySelector('[popover]')?.addEventListener('click', ({ currentTarget }) => {
  currentTarget.hidePopover();
});
part('type')?.addEventListener('change', showSides);
if (part('type')) showSides();
window.addEventListener('pagehide', () => {
  if (!ended) tell('VERIFF_CANCELED');
});

// The SDK answers the handshake with VERIFF_RENDER. Whoever else frames the page need not.
if (framed) {
  window.addEventListener('message', ({ source, data }) => {
    if (source === window.parent && data?.name === 'VERIFF_RENDER') {
      begin(String(data.payload?.version ?? 'unknown'));
    }
  });
  tell('VERIFF_HANDSHAKE');
  setTimeout(() => begin('none'), PARENT_ANSWERS_WITHIN_MS);
} else begin('none');
