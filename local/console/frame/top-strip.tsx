import { chipText, ourSet, simulatorSet } from '../faults/set.ts';
import { faults } from '../live/faults.ts';
import { heldBack, type Liveness, liveness, togglePause } from '../live/stream.ts';
import { Button } from '../parts/button.tsx';
import { openDrawer } from './drawers.ts';
import { go, place } from './router.ts';
import { nextTheme, theme } from './theme.ts';

const PAGES = [
  ['', 'Sessions'],
  ['deliveries', 'Deliveries'],
  ['sweep', 'Sweep'],
  ['events', 'Events out'],
  ['api', 'API'],
  ['deploy', 'Deploy'],
  ['help', 'Help'],
] as const;

/** Name, navigation, search, how live the page is, faults. */
export function TopStrip() {
  return (
    <div class="strip">
      <a class="brand" href="/" data-testid="nav-home">
        <img src="/icon.svg" width="22" height="22" alt="" />
        Veriff sessions
        <span class="brand-where">local</span>
      </a>
      <nav class="nav" aria-label="Pages">
        {PAGES.map(([path, word]) => (
          <NavLink key={path} path={path} word={word} />
        ))}
      </nav>
      <Search />
      <LiveDot />
      <FaultsChip />
      <Button
        look="small"
        testId="theme-switch"
        label={`${THEME_WORDS[theme.value]} theme, change`}
        act={nextTheme}
      >
        {THEME_WORDS[theme.value]}
      </Button>
    </div>
  );
}

const THEME_WORDS = { system: 'Auto', light: 'Light', dark: 'Dark' } as const;

function NavLink({ path, word }: { readonly path: string; readonly word: string }) {
  const at = place.value.parts[0] ?? '';
  const isHere = path === at || (path === '' && (at === 'sessions' || at === 'tour'));
  return (
    <a
      class="nav-link"
      href={`/${path}`}
      data-testid={`nav-${path === '' ? 'sessions' : path}`}
      aria-current={isHere ? 'page' : undefined}
    >
      {word}
    </a>
  );
}

/** Finds sessions from every page. */
function Search() {
  const onPage = place.value.parts.length === 0 ? (place.value.query['q'] ?? '') : '';
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get('q');
        const q = typeof typed === 'string' ? typed.trim() : '';
        go(q === '' ? '/' : `/?${new URLSearchParams({ q })}`);
      }}
    >
      <input
        type="search"
        name="q"
        key={onPage}
        defaultValue={onPage}
        placeholder="Search"
        aria-label="Search sessions"
        aria-keyshortcuts="/"
        data-testid="search"
      />
      <kbd>/</kbd>
    </form>
  );
}

const LIVE_WORDS: Readonly<Record<Liveness, string>> = {
  live: 'live',
  paused: 'paused',
  reconnecting: 'reconnecting',
};

function LiveDot() {
  const state = liveness();
  const more = state === 'paused' && heldBack.value > 0 ? `, ${heldBack.value} new` : '';
  return (
    <button
      type="button"
      class={`live live-${state}`}
      data-testid="live-dot"
      data-state={state}
      title={state === 'paused' ? 'Go on (.)' : 'Pause (.)'}
      onClick={togglePause}
    >
      <span class="live-dot" aria-hidden="true" />
      {LIVE_WORDS[state]}
      {more}
    </button>
  );
}

function FaultsChip() {
  const active = faults.data.value;
  const words =
    active === undefined ? '' : chipText([simulatorSet(active.simulator), ourSet(active.ours)]);
  return (
    <button
      type="button"
      class={`chip ${words === '' ? '' : 'chip-bad'}`}
      data-testid="faults-chip"
      aria-keyshortcuts="f"
      onClick={() => openDrawer('faults')}
    >
      {words === '' ? 'no faults' : words}
    </button>
  );
}
