import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageData } from '../page-data.ts';
import type { ChainCheck } from './chain-check.ts';
import type { PageState } from './page-state.ts';
import type { Selection, Subject } from './subject.ts';

/** What every component may read, and the one way to change what is shown. */
export interface Page {
  readonly data: PageData;
  readonly subject: Subject;
  readonly state: PageState;
  readonly selection: Selection;
  readonly chain: ChainCheck;
  /** Instant that the views show: the replay's, or infinity for the end. */
  readonly at: number;
  /** Times in the reader's zone instead of UTC. */
  readonly local: boolean;
  readonly update: (change: Partial<PageState>) => void;
  readonly setLocal: (local: boolean) => void;
  /** Says something to those who listen to the page. */
  readonly announce: (text: string) => void;
  readonly replay: Replay;
}

export interface Replay {
  readonly playing: boolean;
  readonly speed: number;
  readonly toggle: () => void;
  readonly setSpeed: (speed: number) => void;
  readonly seek: (at: number | undefined) => void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('a component stands outside of the page');
  return page;
}
