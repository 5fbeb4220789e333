import { html } from '../core/preact.js';
import { t, hasText } from '../core/i18n.js';
import { ApiError } from '../core/api.js';
import { Icon } from './icon.js';

/**
 * @param {{ kind?: 'info' | 'ok' | 'warn' | 'bad', children?: any }} props
 */
export const Banner = ({ kind = 'info', children }) => html`
  <div class="banner ${kind}" role=${kind === 'bad' ? 'alert' : 'status'}>
    <${Icon} name=${{ info: 'info', ok: 'ok', warn: 'warning', bad: 'error' }[kind]} />
    <div class="grow">${children}</div>
  </div>`;

/**
 * What went wrong, and what to do about it.
 * @param {{ error: Error, retry?: () => void }} props
 */
export const Failure = ({ error, retry }) => html`
  <${Banner} kind="bad">
    <div class="row apart">
      <div class="grow">
        <p><strong>${whatHappened(error)}</strong></p>
        <p class="fix">${whatToDo(error)}</p>
      </div>
      ${retry && html`<button type="button" class="button small" onClick=${retry}><${Icon} name="refresh" />${t('action.retry')}</button>`}
    </div>
  <//>`;

/** @param {Error} error */
export function whatHappened(error) {
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 0) return t('error.offline');
  return error.message || t('error.status', { status: error.status });
}

/** @param {Error} error */
export function whatToDo(error) {
  if (!(error instanceof ApiError)) return t('error.page.fix');
  const key = error.status === 0 ? 'error.offline.fix' : `error.${error.status}.fix`;
  return hasText(key) ? t(key) : error.status >= 500 ? t('error.500.fix') : '';
}

/** @param {{ title: string, children?: any }} props */
export const Nothing = ({ title, children }) => html`<div class="nothing"><h3>${title}</h3>${children && html`<p>${children}</p>`}</div>`;

export const Loading = () => html`<div class="nothing" role="status">${t('state.loading')}</div>`;

/**
 * A resource as one of: loading, failed, or what `children` makes of it.
 * @template T
 * @param {{ of: import('../core/resource.js').Resource<T>, children: (data: T) => any }} props
 */
export function Loaded({ of, children }) {
  return html`
    ${of.error && html`<${Failure} error=${of.error} retry=${of.reload} />`}
    ${of.data !== null ? children(of.data) : of.error ? null : html`<${Loading} />`}`;
}
