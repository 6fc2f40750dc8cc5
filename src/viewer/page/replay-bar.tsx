import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePage } from './context.ts';
import { duration, timestamp } from './format.ts';
import { Icon, Time } from './parts.tsx';
import { speeds } from './replay.ts';

const play = 'M5 3v10l8-5z';
const pause = 'M5 3v10M11 3v10';
/** Steps of the slider. */
const steps = 1000;

/** Scrub bar: one instant for all views. Its axis is the timeline's, on which pauses are short. */
export function ReplayBar(): JSX.Element {
  const { subject, state, replay, local } = usePage();
  const { scale, from, until } = subject;
  const at = state.t ?? until;
  const problems = useMemo(
    () =>
      subject.problems
        .slice(0, 200)
        .map((visit) =>
          Math.round(scale.place(visit.attempts.find(({ error }) => error !== undefined)?.endedAt ?? visit.enteredAt) * steps),
        ),
    [subject],
  );
  return (
    <section class="replay" aria-label="Replay">
      <button
        type="button"
        class="play"
        aria-label={replay.playing ? 'Pause the replay' : 'Play the execution again'}
        title="Play or pause (space)"
        onClick={replay.toggle}
      >
        <Icon path={replay.playing ? pause : play} />
      </button>
      <div class="scrub">
        <svg class="scrub-marks" viewBox={`0 0 ${steps} 8`} preserveAspectRatio="none" aria-hidden="true">
          {scale.breaks.map((gap) => (
            <rect
              class="pause"
              x={scale.place(gap.from) * steps}
              width={(scale.place(gap.until) - scale.place(gap.from)) * steps}
              y="0"
              height="8"
            />
          ))}
          {[...new Set(problems)].map((x) => (
            <rect class="problem" x={x} y="0" width="3" height="8" />
          ))}
        </svg>
        <input
          type="range"
          min="0"
          max={steps}
          step="1"
          value={Math.round(scale.place(at) * steps)}
          aria-label="Instant shown"
          aria-valuetext={`${timestamp(at, local, false)}, ${duration(at - from)} after the start`}
          onInput={(event) => {
            const value = Number(event.currentTarget.value);
            replay.seek(value >= steps ? undefined : scale.timeAt(value / steps));
          }}
        />
      </div>
      <span class="instant">
        <span class="elapsed">+{duration(at - from)}</span>
        <Time at={at} precise={false} />
      </span>
      <label class="speed">
        <span class="off-screen">Speed</span>
        <select value={replay.speed} onChange={(event) => replay.setSpeed(Number(event.currentTarget.value))}>
          {speeds.map((speed) => (
            <option value={speed}>×{speed}</option>
          ))}
        </select>
      </label>
      {state.t !== undefined && (
        <button type="button" class="small" onClick={() => replay.seek(undefined)}>
          End
        </button>
      )}
    </section>
  );
}
