'use strict';
// Everything works without this file. It keeps pages up to date, and answers to keys.
(() => {
  const body = document.body;
  const main = document.getElementById('main');
  const stale = document.getElementById('stale');
  const STALE = 10000; // milliseconds without an event, or without what the page would show
  const SHORTEST = 1500; // between two refreshes
  const LISTEN_AGAIN = 3000; // after the stream of events was refused
  let heard = Date.now();
  let renewed = heard; // when the page last showed all that there was
  let behind = ''; // why it does not
  let refreshed = 0;
  let under = false;
  let paused = false;
  let shown = Date.now() - (document.getElementById('as-of') || body).dataset.age * 1000;
  let said = ''; // in the banner
  const howLong = document.createElement('span'); // for how long
  const raw = new WeakMap(); // of regions, as they came

  const local = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'long'});
  function decorate(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      if (!time.title) time.title = local.format(new Date(time.dateTime));
    }
    for (const id of root.querySelectorAll('[data-copy]')) {
      if (!id.title) id.title = id.dataset.copy + ' (a click, or c, copies it)';
    }
  }

  // The same link in what came instead: in its row, if there are several.
  function again(region, link) {
    const href = link.getAttribute('href');
    return [...region.querySelectorAll('a[href]')].find(a => a.getAttribute('href') === href);
  }

  function busy(region) {
    if (region.querySelector('details[open] form')) return true;
    if ([...region.querySelectorAll('input')].some(i => i.value !== i.defaultValue)) return true;
    const active = document.activeElement;
    return region.contains(active) && active.matches('input,textarea,select');
  }

  function swap(next) {
    let held = false;
    for (const region of document.querySelectorAll('[data-live]')) {
      const fresh = next.getElementById(region.id);
      if (!fresh || (paused && region.dataset.live === 'feed')) continue;
      if (raw.get(region) === fresh.innerHTML) continue;
      if (busy(region)) {
        held = true;
        continue;
      }
      raw.set(region, fresh.innerHTML);
      const open = [...region.querySelectorAll('details[open]')].map(d => d.id);
      const active = region.contains(document.activeElement) ? document.activeElement : null;
      region.replaceChildren(...fresh.childNodes);
      for (const id of open) {
        const details = id && document.getElementById(id);
        if (details) details.open = true;
      }
      const same = active && (active.id ? document.getElementById(active.id)
        : active.matches('a[href]') ? again(region, active) : null);
      if (same) {
        same.focus({preventScroll: true});
        const its = same.closest('[data-row]');
        if (its && row >= 0) mark(rows().indexOf(its));
      }
      decorate(region);
    }
    const at = next.getElementById('as-of');
    const mine = document.getElementById('as-of');
    behind = held ? 'what is new waits until the form that is open here is sent or closed' : '';
    if (held) return;
    renewed = Date.now();
    if (at && mine && !paused) {
      mine.dateTime = at.dateTime;
      mine.textContent = at.textContent;
      mine.title = local.format(new Date(at.dateTime));
      shown = Date.now() - at.dataset.age * 1000;
    }
  }

  function age() {
    const ago = document.getElementById('ago');
    if (ago) ago.textContent = `, ${Math.round((Date.now() - shown) / 1000)} s ago`;
  }

  async function refresh() {
    if (under || document.hidden || Date.now() - refreshed < SHORTEST) return;
    if (!document.querySelector('[data-live]')) return;
    under = true;
    refreshed = Date.now();
    try {
      const answer = await fetch(location.href, {headers: {Accept: 'text/html'}});
      if (answer.redirected && new URL(answer.url).pathname === '/login') {
        location.assign(answer.url);
      } else if (answer.ok) {
        swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      } else {
        behind = `the gateway answered with status ${answer.status}`;
      }
    } catch (gone) {
      behind = 'the gateway did not answer';
    } finally {
      under = false;
      banner();
    }
  }

  function frame(state) {
    const items = body.dataset.of // the distributors that the page is filtered by
      ? body.dataset.of.split(',').reduce((sum, id) => sum + (state.to_look_at_of[id] || 0), 0)
      : state.to_look_at;
    document.title = (items ? `(${items}) ` : '') + state.title.replace(/^\(\d+\) /, '')
      .replace('Lastgasp', body.dataset.page + 'Lastgasp');
    const icon = document.querySelector('link[rel=icon]');
    const wanted = '/icon/' + state.icon.replace(/-alert$/, '') + (items ? '-alert' : '') + '.svg';
    if (icon && icon.getAttribute('href') !== wanted) icon.setAttribute('href', wanted);
    const count = document.getElementById('todo-count');
    if (count) {
      count.textContent = items;
      count.hidden = !items;
    }
  }

  function banner() {
    const isDeaf = Date.now() - heard >= STALE;
    const isLive = document.querySelector('[data-live]'); // else nothing of it is renewed
    const old = Date.now() - (isDeaf || !isLive ? heard : renewed);
    stale.hidden = old < STALE;
    if (old >= STALE) {
      const seconds = Math.round(old / 1000);
      const why = isDeaf ? 'nothing is heard from the gateway, what you see is older'
        : behind || 'the gateway is slow to answer';
      const words = `Not live: ${why}.`;
      if (words !== said) { // else a screen reader would say it every second
        said = words;
        howLong.ariaHidden = 'true';
        stale.replaceChildren(words, howLong);
      }
      howLong.textContent = ` (for ${seconds} s)`;
    }
  }

  // A browser goes on by itself after a broken line, but not after an answer other than 200, as a
  // proxy gives one while the gateway starts.
  function listen() {
    const stream = new EventSource(body.dataset.stream);
    stream.addEventListener('state', event => {
      heard = Date.now();
      banner();
      frame(JSON.parse(event.data));
      refresh();
    });
    stream.addEventListener('error', () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, LISTEN_AGAIN);
    });
  }

  if (main && body.dataset.stream) {
    listen();
    setInterval(banner, 1000);
    document.addEventListener('visibilitychange', refresh);
  }

  let row = -1;
  function rows() {
    return [...document.querySelectorAll('[data-row]')];
  }
  function mark(number) {
    row = number;
    rows().forEach((each, i) => each.classList.toggle('on', i === number));
  }
  function go(step) {
    const all = rows();
    if (!all.length) return;
    row = Math.max(0, Math.min(all.length - 1, row + step));
    mark(row);
    const target = all[row].querySelector('a,button,summary') || all[row];
    target.focus();
    all[row].scrollIntoView({block: 'nearest'});
  }
  async function copy() {
    const all = rows();
    const from = (row >= 0 && all[row]) || document;
    const id = from.querySelector('.meter[data-copy],.meter [data-copy]')
      || from.querySelector('[data-copy]');
    if (!id) return;
    try {
      await navigator.clipboard.writeText(id.dataset.copy);
      say('Copied ' + id.dataset.copy);
    } catch (refused) {
      say('The browser does not let this page copy: ' + id.dataset.copy);
    }
  }
  function say(text) {
    const out = document.getElementById('said');
    if (out) out.textContent = text;
  }

  let last = '';
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('input,textarea,select')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const places = {n: '/', t: '/todo', a: '/alerts', c: '/campaigns', d: '/delivery',
      e: '/evidence', h: '/changes'};
    const before = last;
    last = event.key;
    if (before === 'g' && places[event.key]) {
      const link = [...document.querySelectorAll('nav a.to')]
        .find(a => new URL(a.href).pathname === places[event.key]);
      location.assign(link ? link.href : places[event.key]);
    } else if (event.key === '/') {
      event.preventDefault();
      document.getElementById('search').focus();
    } else if (event.key === 'j') {
      go(1);
    } else if (event.key === 'k') {
      go(-1);
    } else if (event.key === 'c' && before !== 'g') {
      copy();
    } else if (event.key === '?') {
      const help = document.getElementById('keys');
      if (help.open) help.close(); else help.showModal();
    }
  });
  document.addEventListener('click', event => {
    const pause = event.target.closest('[data-pause]');
    if (pause) {
      paused = !paused;
      pause.textContent = paused ? 'Go on' : 'Pause';
      pause.setAttribute('aria-pressed', paused);
    }
    const id = event.target.closest('[data-copy]');
    if (id && !event.target.closest('a')) navigator.clipboard.writeText(id.dataset.copy).then(
      () => say('Copied ' + id.dataset.copy), () => say(id.dataset.copy));
  });
  // A list of this machine: first what it would change, then, once that is confirmed, the import.
  async function send(form, what, file, dry) {
    const query = new URLSearchParams({name: file.name, force: String(!dry), 'dry-run': String(dry)});
    const answer = await fetch('/api/v1/' + what + '?' + query, {
      method: 'POST', body: file,
      headers: {'Content-Type': 'text/csv', 'X-CSRF-Token': form.dataset.import},
    });
    const found = await answer.json();
    if (answer.ok) return found;
    const faults = (found.faults || []).slice(0, 5)
      .map(each => (each.line ? ` Line ${each.line}: ` : ' ') + each.fault + '.');
    throw new Error(`${found.title}: ${found.detail}.` + faults.join(''));
  }
  function told(found) {
    const parts = [`${found.rows} ${found.rows === 1 ? 'row' : 'rows'}`];
    for (const [name, words] of [['added', 'added'], ['updated', 'updated'],
      ['removed', 'removed'], ['windows_ended', 'windows ended'],
      ['windows_moved', 'windows moved']]) {
      if (found[name] !== undefined) parts.push(`${found[name]} ${words}`);
    }
    const doubt = found.needs_confirmation ? ` Look twice: ${found.needs_confirmation}.` : '';
    return parts.join(', ') + '.' + doubt;
  }
  for (const form of document.querySelectorAll('[data-import]')) {
    const out = document.getElementById('import');
    form.hidden = false;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const what = form.elements.what.value; // what is looked at is what is imported
      const file = form.elements.file.files[0];
      out.textContent = 'The file is being checked …';
      try {
        const found = told(await send(form, what, file, true));
        out.textContent = `Nothing is changed yet: ${file.name}, as ${what}: ${found} `;
        const yes = document.createElement('button');
        yes.textContent = 'Yes, import it';
        yes.className = 'act';
        out.append(yes);
        yes.addEventListener('click', async () => {
          out.textContent = 'The file is being imported …';
          try {
            out.textContent = 'Imported: ' + told(await send(form, what, file, false));
          } catch (refused) {
            out.textContent = refused.message;
          }
        });
      } catch (refused) {
        out.textContent = refused.message;
      }
    });
  }
  for (const pause of document.querySelectorAll('[data-pause]')) pause.hidden = false;
  for (const region of document.querySelectorAll('[data-live]')) raw.set(region, region.innerHTML);
  decorate(document);
  age();
  setInterval(age, 1000);
})();
