import { html, useEffect, useErrorBoundary, useState } from './core/preact.js';
import { language, t } from './core/i18n.js';
import { href, place } from './core/router.js';
import { token } from './core/session.js';
import { useStore } from './core/store.js';
import { clientScreen, screens } from './screens.js';
import { Dialogs } from './ui/dialog.js';
import { plain } from './ui/given.js';
import { Failure, Loading, Nothing } from './ui/states.js';
import { Toasts } from './ui/toast.js';
import { Login } from './screens/login.js';
import { Side, Top } from './shell.js';

/** All of it. A changed language draws everything anew. */
export function App() {
  const signedIn = useStore(token) !== null;
  const spoken = useStore(language);
  return html`<div key=${spoken}>${signedIn ? html`<${Signed} />` : html`<${Login} />`}<${Dialogs} /><${Toasts} /></div>`;
}

function Signed() {
  const at = useStore(place);
  const [id = 'overview', ...rest] = at.path;
  const found = id === 'clients' && rest.length > 0 ? clientScreen : screens.find(screen => screen.id === id);
  const one = found === clientScreen ? rest[0] : null;
  const title = found ? t(`${found.id}.title`) : t('missing.title');
  useEffect(() => { document.title = `${one === null ? title : plain(one)} – Gmqtt`; }, [title, one]);

  return html`
    <div class="shell">
      <a class="skip" href=${`${href(at.path, at.query)}`} onClick=${toContent}>${t('shell.skip')}</a>
      <${Side} current=${found?.id ?? ''} />
      <div class="main">
        <${Top} title=${one === null ? title : plain(one)} above=${one === null ? null : { text: title, href: href(['clients']) }} />
        <main class="content" id="content" tabindex="-1">
          ${found ? html`<${Room} key=${`${found.id} ${rest.join('/')}`} entry=${found} path=${rest} query=${at.query} />`
            : html`<${Nothing} title=${t('missing.title')}><a href=${href(['overview'])}>${t('missing.home')}</a><//>`}
        </main>
      </div>
    </div>`;
}

/** @param {Event} event */
function toContent(event) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/**
 * One screen: loads its file; what it throws ends here, and the rest of the page goes on.
 * @param {{ entry: import('./screens.js').ScreenEntry, path: string[], query: Record<string, string> }} props
 */
function Room({ entry, path, query }) {
  const [screen, setScreen] = useState(/** @type {{ Screen: any } | null} */ (null));
  const [failed, setFailed] = useState(/** @type {Error | null} */ (null));
  const [broken, mend] = useErrorBoundary(error => console.error(error));
  useEffect(() => {
    let left = false;
    entry.load().then(loaded => left || setScreen(loaded), error => {
      console.error(error);
      if (!left) setFailed(error);
    });
    return () => { left = true; };
  }, [entry]);

  if (broken) return html`<${Failure} error=${broken} retry=${mend} />`;
  if (failed) return html`<${Failure} error=${failed} />`;
  return screen ? html`<${screen.Screen} path=${path} query=${query} />` : html`<${Loading} />`;
}
