import { useEffect, useRef, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { useResource } from '../core/resource.js';
import { listen } from '../core/sse.js';

const liveSeconds = 15 * 60;
const liveInterval = 2;

/**
 * @typedef {{ time: number[], series: Record<string, (number | null)[]> }} Series
 */

/**
 * The points of a range, and the latest. "live" is the last quarter of an hour: what the broker remembers of it, then what its stream brings.
 * @param {string} range live, 1h or 24h.
 */
export function useHistory(range) {
  const past = useResource(signal => get('/v1/overview/history', { range: range === '24h' ? '24h' : '1h' }, signal), [range], range === '24h' ? 60_000 : range === '1h' ? 10_000 : undefined);
  const [live, setLive] = useState(/** @type {any[]} */ ([]));
  const [state, setState] = useState('connecting');
  const [refused, setRefused] = useState(/** @type {Error | null} */ (null));
  const gathered = useRef(/** @type {any[]} */ ([]));

  useEffect(() => listen('/v1/overview/stream', {
    query: { interval: liveInterval },
    onState: setState,
    onRefused: setRefused,
    onEvent(event) {
      if (event.event !== 'point') return;
      gathered.current = [...gathered.current.slice(-liveSeconds / liveInterval), JSON.parse(event.data)];
      // What nobody sees need not be drawn; the points are kept.
      if (!document.hidden) setLive(gathered.current);
    },
  }), []);

  return {
    ...(range === 'live' ? joined(past.data, live) : past.data ?? { time: [], series: {} }),
    point: live[live.length - 1] ?? null,
    state,
    error: past.error ?? refused,
    reload: past.reload,
  };
}

/**
 * What the broker remembers up to the first live point, then the live ones.
 * @param {Series | null} past
 * @param {any[]} live
 * @returns {Series}
 */
function joined(past, live) {
  const begin = (live[live.length - 1]?.time ?? Date.now() / 1000) - liveSeconds;
  const border = live[0]?.time ?? Infinity;
  const kept = (past?.time ?? []).map((at, i) => ({ at, i })).filter(({ at }) => at >= begin && at < border);
  const points = live.filter(point => point.time >= begin);
  const names = Object.keys(past?.series ?? live[0] ?? {});
  return {
    time: [...kept.map(({ at }) => at), ...points.map(point => point.time)],
    series: Object.fromEntries(names.map(name => [name, [...kept.map(({ i }) => past?.series[name]?.[i] ?? null), ...points.map(point => point[name] ?? null)]])),
  };
}
