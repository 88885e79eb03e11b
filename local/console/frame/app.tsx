import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ApiScreen } from '../api/api-screen.tsx';
import { DeliveriesScreen } from '../deliveries/deliveries-screen.tsx';
import { DeployScreen } from '../deploy/deploy-screen.tsx';
import { EventsScreen } from '../events/events-screen.tsx';
import { FaultsDrawer } from '../faults/faults-drawer.tsx';
import { HelpScreen } from '../help/help-screen.tsx';
import { togglePause } from '../live/stream.ts';
import { Empty } from '../parts/states.tsx';
import { SessionScreen } from '../session/session-screen.tsx';
import { CreateDrawer } from '../sessions/create-drawer.tsx';
import { SessionsScreen } from '../sessions/sessions-screen.tsx';
import { SweepScreen } from '../sweep/sweep-screen.tsx';
import { DueDrawer } from '../time/due-drawer.tsx';
import { TimeStrip } from '../time/time-strip.tsx';
import { TourScreen } from '../tour/tour-screen.tsx';
import { Announcer } from './announcer.tsx';
import { drawer, openDrawer } from './drawers.ts';
import { focusOn, useKeys } from './keyboard.ts';
import { go, place } from './router.ts';
import { TopStrip } from './top-strip.tsx';
import { TwinBar } from './twin.tsx';

/** The frame of every page: strips above, the page, its twins below; at most one sheet over it. */
export function App() {
  useKeys({
    '/': () => focusOn('search'),
    c: () => openDrawer('create'),
    f: () => openDrawer('faults'),
    '.': togglePause,
    '?': () => go('/help'),
  });
  return (
    <>
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <header class="head">
        <TopStrip />
        <TimeStrip />
      </header>
      <main id="page" class="page" tabIndex={-1}>
        <Screen />
      </main>
      {drawer.value === undefined && <TwinBar />}
      {drawer.value === 'faults' && <FaultsDrawer />}
      {drawer.value === 'create' && <CreateDrawer />}
      {drawer.value === 'due' && <DueDrawer />}
      <Announcer />
    </>
  );
}

const SCREENS: Readonly<
  Record<string, { readonly title: string; readonly show: () => JSX.Element }>
> = {
  '': { title: 'Sessions', show: SessionsScreen },
  deliveries: { title: 'Deliveries', show: DeliveriesScreen },
  sweep: { title: 'Sweep', show: SweepScreen },
  events: { title: 'Events out', show: EventsScreen },
  api: { title: 'API', show: ApiScreen },
  deploy: { title: 'Deploy', show: DeployScreen },
  help: { title: 'Help', show: HelpScreen },
  tour: { title: 'Five-minute tour', show: TourScreen },
};

function Screen() {
  const [name = '', id, ...others] = place.value.parts;
  if (name === 'sessions' && id !== undefined && others.length === 0) {
    return (
      <Titled title={`Session ${id.slice(0, 8)}`}>
        <SessionScreen key={id} id={id} />
      </Titled>
    );
  }
  const screen = id === undefined ? SCREENS[name] : undefined;
  if (screen === undefined) return <NoSuchPage />;
  const Show = screen.show;
  return (
    <Titled title={screen.title}>
      <Show />
    </Titled>
  );
}

interface TitledProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

function Titled({ title, children }: TitledProps) {
  useEffect(() => {
    document.title = `${title} · Veriff sessions`;
  }, [title]);
  return <>{children}</>;
}

function NoSuchPage() {
  return (
    <Titled title="No such page">
      <Empty title="There is no such page" isPage={true}>
        <p>
          <code>{location.pathname}</code> leads nowhere. <a href="/">All sessions</a>
        </p>
      </Empty>
    </Titled>
  );
}
