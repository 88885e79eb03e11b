// What the elements of all components become in the bundle: `h('p', null, …)` is 5 KB shorter than the automatic form.
export { Fragment, h } from 'preact';
