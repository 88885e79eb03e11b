import { createHash } from 'node:crypto';

/**
 * What the hosted page does in the browser. The same text for every session, so that the content security policy
 * can name it by its hash; everything that differs is in data attributes. The words posted to the parent are
 * compared as bare strings by @veriff/incontext-sdk 2.5.0.
 */
export const HOSTED_SCRIPT = `
'use strict';
const page = document.querySelector('main');
const { actions, callback, decide, next, resubmission } = page.dataset;
const framed = window.parent !== window;
const say = (word) => { if (framed) window.parent.postMessage(word, '*'); };
let over = page.dataset.screen === 'over';
const $ = (id) => document.querySelector('[data-testid="' + id + '"]');
const on = (id, work) => { const button = $(id); if (button) button.addEventListener('click', work); };

const show = (name) => {
  for (const screen of document.querySelectorAll('[data-screen-name]')) {
    screen.hidden = screen.dataset.screenName !== name;
  }
  page.dataset.screen = name;
  const title = document.querySelector('[data-screen-name="' + name + '"] h1');
  if (title) title.focus();
};
const fail = (text) => { $('enduser-error').textContent = text; $('enduser-error').hidden = false; };
const act = async (body) => {
  $('enduser-error').hidden = true;
  try {
    const answer = await fetch(actions, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    const result = await answer.json();
    if (answer.ok) return result.status;
    fail(result.message);
  } catch { fail('The simulator does not answer.'); }
  return undefined;
};

// Nothing but the plain address: no decision and no signature ride on it.
const leave = () => { if (!framed && callback) window.location.assign(callback); };
const finish = () => { over = true; show('done'); say('VERIFF_FINISHED'); leave(); };
const cancel = () => { over = true; show('closed'); say('VERIFF_CANCELED'); leave(); };

const started = () => { say('VERIFF_STARTED'); show('document'); };
const start = async () => {
  if (next === 'continue' && page.dataset.begun !== 'again') return started();
  const status = await act({ action: 'start' });
  if (status === 'started') started();
  return status;
};
const settle = (status) => {
  if (status === 'submitted') show('desk');
  else if (status === 'resubmission_requested') show('resubmit');
  else if (status) finish();
};
const submit = async () => {
  const status = await act({ action: 'submit' });
  if (status) say('VERIFF_SUBMITTED');
  settle(status);
  return status;
};
const decision = async (action, list) => {
  const code = list && list.value ? { reasonCode: Number(list.value) } : {};
  const status = await act({ action, ...code });
  settle(status);
  return status;
};

on('enduser-start', start);
on('enduser-document-next', () => show('selfie'));
on('enduser-submit', submit);
on('enduser-outcome-approve', () => decision('approve'));
on('enduser-outcome-decline', () => decision('decline', $('enduser-decline-reason')));
on('enduser-outcome-resubmit', () => decision('resubmit', $('enduser-resubmit-reason')));
on('enduser-outcome-review', () => decision('review'));
on('enduser-outcome-later', finish);
on('enduser-resubmit-now', async () => {
  page.dataset.begun = 'again';
  await start();
});
on('enduser-resubmit-later', finish);
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', cancel);
on('enduser-menu-reload', () => say('VERIFF_RELOAD_REQUEST'));
on('enduser-menu-force-reload', () => say('VERIFF_FORCE_RELOAD'));
on('enduser-menu-walk-away', () => { over = true; show('away'); say('VERIFF_CANCELED'); });
window.addEventListener('pagehide', () => { if (!over) say('VERIFF_CANCELED'); });

const playAlone = async () => {
  if (page.dataset.screen === 'over') return;
  if (page.dataset.screen === 'welcome') {
    await start();
    if (page.dataset.screen !== 'document') return;
    await submit();
  }
  if (page.dataset.screen !== 'desk') return;
  if (decide === 'later') return finish();
  const status = await act({ action: decide });
  if (status) finish();
};

// The SDK answers the handshake with VERIFF_RENDER; without one the page goes on after a second.
const ready = () => {
  if (page.dataset.ready) return;
  page.dataset.ready = 'true';
  if (decide) playAlone();
};
if (framed) {
  window.addEventListener('message', (event) => {
    if (event.source === window.parent && event.data && event.data.name === 'VERIFF_RENDER') ready();
  });
  say('VERIFF_HANDSHAKE');
  setTimeout(ready, 1000);
} else ready();
`;

export const HOSTED_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
.notice { background: #5b6470; color: #fff; padding: .5rem 1rem; text-align: center; font-size: .875rem; }
main { max-width: 26rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.375rem; margin: 1rem 0 .5rem; outline: none; }
button, select, a.button { font: inherit; display: block; width: 100%; box-sizing: border-box; margin: .5rem 0; padding: .7rem 1rem;
  border: 1px solid #8a94a3; border-radius: .5rem; background: Canvas; color: CanvasText; text-align: center; text-decoration: none; }
button.main { background: #14615a; border-color: #14615a; color: #fff; }
button:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid #4f8cff; outline-offset: 2px; }
.desk { border: 2px dashed #8a94a3; border-radius: .5rem; padding: 0 1rem 1rem; margin-top: 1rem; }
.small { font-size: .875rem; margin: -.25rem 0 .75rem; }
.error { background: #8c1d18; color: #fff; padding: .5rem 1rem; border-radius: .5rem; }
svg { width: 100%; height: 8rem; margin: .5rem 0; }
`;

export const SCRIPT_HASH = `sha256-${createHash('sha256').update(HOSTED_SCRIPT).digest('base64')}`;
